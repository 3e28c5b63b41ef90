import { expect } from "chai";
import { executionFailure } from "../../bot/watch/executionFailure.ts";
import { SAMPLE_HASH, sampleDryRun, sampleOutcomes } from "./reports.ts";

describe("watch: execution failure", () => {
  const { mined, pending, refused, noKey, reverted, replaced, dropped } = sampleOutcomes;

  it("is none when what was decided was done, is under way, or nothing was to be done", () => {
    for (const outcome of [null, mined, pending, sampleDryRun("0x02ff")]) expect(executionFailure(outcome, false)).to.equal(null);
  });

  it("is a refusal, with its reason", () => {
    for (const dryRun of [false, true]) {
      const failure = executionFailure(refused, dryRun);
      expect(failure).to.include({
        name: "RebalanceNotSentError",
        exitCode: 1,
        message: "The rebalance was not sent (insufficient-funds): 0 wei, send ETH",
      });
      expect(failure?.remedy).to.include("keeper doctor");
    }
  });

  it("is an operator's pause, and how it ends", () => {
    const paused = { kind: "refused", reason: "paused-by-operator", explanation: "Paused by ada" } as const;
    expect(executionFailure(paused, false)?.remedy).to.include("keeper resume");
  });

  it("is a missing key, except in a dry run", () => {
    expect(executionFailure(noKey, false)).to.include({ name: "RebalanceNotSentError" });
    expect(executionFailure(noKey, true)).to.equal(null);
  });

  it("is a transaction that came to nothing, with its hash", () => {
    for (const outcome of [reverted, replaced, dropped]) {
      const failure = executionFailure(outcome, false);
      expect(failure).to.include({
        name: "RebalanceFailedError",
        exitCode: 1,
        message: `The rebalance ${SAMPLE_HASH} was ${outcome.kind}: ${outcome.reason}`,
      });
      expect(failure?.remedy).to.include("keeper status");
    }
  });
});
