import { expect } from "chai";
import { keccak256 } from "ethers";
import { jsonLog } from "../../bot/daemon/log.ts";
import { SAMPLE_HASH, sampleReport } from "../watch/reports.ts";
import { decisionId, dryRun, EVENTS, SIGNED_BYTES } from "./everyEvent.ts";

function logged(level: "debug" | "info" | "error", events = EVENTS): readonly Record<string, unknown>[] {
  let text = "";
  const log = jsonLog(level, {
    write: (line) => {
      text += line;
    },
  });
  for (const event of events) log(event);
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("daemon: the log", () => {
  it("is one JSON line an event, with level, time, vault and what leads back to the decision", () => {
    const lines = logged("debug");
    const silent = ["sampled", "outbox", "account", "rpc", "alert-delivery", "measured"];
    expect(lines).to.have.length(EVENTS.filter(({ type }) => !silent.includes(type)).length);
    for (const line of lines) {
      expect(line).to.include.keys("level", "time", "event", "msg");
      expect(new Date(String(line.time)).toISOString()).to.equal(line.time);
    }
    const submitted = lines.find(({ step }) => step === "submitted");
    expect(submitted).to.include({ level: "info", vault: "usdc", decisionId, hash: SAMPLE_HASH });
    expect(lines.find(({ event }) => event === "ticked")).to.include({ tickId: 12, vault: "usdc" });
  });

  it("tells what a dry run would have sent", () => {
    const [line] = logged("info", [{ vault: "usdc", type: "ticked", report: sampleReport(dryRun) }]);
    expect(line?.outcome).to.deep.include({
      kind: "dry-run",
      hash: SAMPLE_HASH,
      route: "public",
      nonce: 7,
      maxFeePerGasWei: "30000000000",
      maxCostWei: String(900_000n * 30_000_000_000n),
      moves: dryRun.plan.moves.map(({ marketId, change }) => ({ marketId, change: String(change) })),
    });
  });

  it("never holds signed bytes or a secret", () => {
    const text = JSON.stringify(logged("debug"));
    expect(text).to.not.include(SIGNED_BYTES.slice(2, 40));
    expect(text).to.not.include("rawTransaction");
    expect(text).to.not.include(keccak256(SIGNED_BYTES));
  });

  it("has the levels it is asked for", () => {
    expect(new Set(logged("error").map(({ level }) => level))).to.deep.equal(new Set(["error"]));
    expect(logged("info").map(({ step }) => step)).to.not.include("planned");
  });
});
