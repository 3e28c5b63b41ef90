import { expect } from "chai";
import fc from "fast-check";
import { toJson } from "../../bot/cli/output.ts";
import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import { observationRows, outcomeText, tickLine, tickSummary, tickText } from "../../bot/watch/tickSummary.ts";
import { sampleMarket, sampleObservation, sampleRisk } from "../store/samples.ts";
import { SAMPLE_HASH, sampleDryRun, sampleOutcomes, sampleReport } from "./reports.ts";

describe("watch: tick summary", () => {
  it("never shows the signed bytes of a dry run, in whatever form", () => {
    const bytes = fc.uint8Array({ minLength: 100, maxLength: 300 }).map((array) => Buffer.from(array).toString("hex"));
    fc.assert(
      fc.property(bytes, (hex) => {
        const report = sampleReport(sampleDryRun(`0x02${hex}`));
        for (const shown of [toJson(tickSummary(report)), tickLine(report), tickText(report)]) {
          expect(shown).not.to.include(hex);
          expect(shown).not.to.include("rawTransaction");
          expect(shown).to.include(SAMPLE_HASH);
        }
      }),
    );
  });

  it("keeps everything else of a dry run", () => {
    const dryRun = sampleDryRun("0x02ff");
    const { outcome } = tickSummary(sampleReport(dryRun));
    expect({ ...outcome, rawTransaction: "0x02ff" }).to.deep.equal(dryRun);
  });

  for (const [name, outcome] of Object.entries(sampleOutcomes)) {
    it(`passes on ${name} whole`, () => {
      expect(tickSummary(sampleReport(outcome)).outcome).to.equal(outcome);
    });
  }

  it("gives amounts to machines without losing a digit", () => {
    const summary = JSON.parse(toJson(tickSummary(sampleReport(null))));
    // 2^53 + 1: as a JSON number it would come out as 2^53.
    expect(summary.vault.totalAssets).to.equal("9007199254740993");
    expect(summary).to.have.all.keys(
      "tickId",
      "block",
      "observations",
      "rejected",
      "vault",
      "forecasts",
      "risks",
      "riskTolerance",
      "warnings",
      "decision",
      "outcome",
    );
    expect(summary.outcome).to.equal(null);
  });

  it("tells a person the decision, each market, what could not be read, and the execution", () => {
    const text = tickText(sampleReport(sampleOutcomes.mined));
    expect(text).to.match(/^Block 23000000, 2025-06-15 15:10:11 UTC\. Total assets 9,007,199,254\.74 USDC, idle 20,002\.00\.$/m);
    expect(text).to.match(/^Vault normal; 25\.5 % of 200 % turnover, 0\.0007 % of 0\.3 % loss used in 24 h\.$/m);
    expect(text).to.match(/^aave-v3:usdc +4\.12 % +4\.12 % +– +500,000\.00 +250,000\.00$/m);
    expect(text).to.match(/^compound-v3:usdc: no usable observation \(unreadable: getUtilization\(\) reverted\)$/m);
    expect(text).to.match(/^Decision: rebalance \(net-benefit\)\. Aave pays/m);
    expect(text).to.match(/^Execution: mined in block 23000001, 501,774 gas, 0x(ab)+$/m);
    expect(tickText(sampleReport(null))).not.to.include("Execution");
  });

  it("tells how risky a market is, or what forbids it, and how much risk the vault bears", () => {
    const report = sampleReport(null);
    const risk = sampleRisk(report.snapshot.block.number);
    const text = tickText({ ...report, risks: [risk] });
    expect(text).to.match(/^aave-v3:usdc +4\.12 % +4\.12 % +medium 56 +500,000\.00/m);
    expect(text).not.to.include("It bears");
    const vetoes = [
      { reason: "frozen", effect: "close", detail: "takes no deposits" },
      { reason: "off-peg", effect: "exit", detail: "USDC costs 0.96 USD" },
    ] as const;
    const riskTolerance = { tolerance: 0.63, factors: { ...FULL_TOLERANCE.factors, volatility: 0.9, stress: 0.7 } };
    const troubled = { ...report, risks: [{ ...risk, vetoes }], riskTolerance };
    expect(tickText(troubled)).to.match(/^aave-v3:usdc +4\.12 % +4\.12 % +exit: off-peg +500,000\.00/m);
    expect(tickText(troubled)).to.match(/^It bears 63\.0 % of the risk of quiet times \(volatility 0\.90, stress 0\.70\)\.$/m);
    expect(tickSummary(troubled)).to.deep.include({ risks: troubled.risks, riskTolerance });
  });

  it("tells of what went wrong on the way", () => {
    const warned = { ...sampleReport(null), warnings: ["the forecaster m fails; persistence forecasts a"] };
    expect(tickText(warned)).to.include("\nWarning: the forecaster m fails; persistence forecasts a.\n");
    expect(tickLine(warned)).to.match(/ {2}warning: the forecaster m fails; persistence forecasts a$/);
  });

  it("tells a tick of `keeper run` in one line", () => {
    for (const outcome of [null, sampleDryRun("0x02ff"), ...Object.values(sampleOutcomes)]) {
      const line = tickLine(sampleReport(outcome));
      expect(line).not.to.include("\n");
      expect(line).to.include("block 23000000").and.to.include("rebalance: Aave pays");
      if (outcome !== null) expect(line).to.include(`[${outcomeText(outcome)}`);
    }
  });

  it("tells what a dry run would have moved", () => {
    const report = sampleReport(sampleDryRun("0x02ff"));
    for (const text of [tickLine(report), tickText(report)]) {
      expect(text).to.match(/gwei or less: [\d,.]+ USDC (into|out of) [a-z0-9-]+:usdc/);
      expect(text).to.not.include("0x02ff");
    }
  });

  it("says of a vault that is closed since when and why, and what its monitor reports", () => {
    const report = sampleReport(null);
    const subject = report.vault.address;
    const trip = { atSeconds: 1_750_000_000, condition: { reason: "price-fall", subject } };
    const closed = { ...report, vault: { ...report.vault, status: "reduce-only" as const, trip } };
    expect(tickText(closed)).to.match(/^Vault reduce-only since 2025-06-15 15:06:40 UTC \(price-fall\); 25\.5 %/m);
    expect(tickLine(closed)).to.include("  reduce-only  rebalance:");
    const unexplained = { ...closed, vault: { ...closed.vault, trip: { ...trip, condition: null } } };
    expect(tickText(unexplained)).to.include("UTC (for a reason that could not be read);");
    const due = { ...report, vault: { ...report.vault, breakerDue: { reason: "asset-off-peg", subject } } };
    expect(tickText(due)).to.include(`Vault normal, its monitor reports asset-off-peg of ${subject};`);
  });

  it("says of every outcome what happened", () => {
    const said = Object.fromEntries(Object.entries(sampleOutcomes).map(([name, outcome]) => [name, outcomeText(outcome)]));
    expect(said).to.deep.equal({
      mined: `mined in block 23000001, 501,774 gas, ${SAMPLE_HASH}`,
      reverted: "reverted in block 23000001: StaleStateNonce",
      pending: `sent and not mined yet: ${SAMPLE_HASH}; the next tick follows it`,
      replaced: "replaced: Another transaction used nonce 7",
      dropped: "dropped: Its deadline has passed",
      refused: "not sent (insufficient-funds): 0 wei, send ETH",
      noKey: "not sent (no-key): KEEPER_PRIVATE_KEY is not set",
    });
    expect(outcomeText(sampleDryRun("0x02ff"))).to.equal(
      `dry run: would send ${SAMPLE_HASH} (public), about 560,795 gas at 30.00 gwei or less`,
    );
  });

  it("shows what markets pay, amounts in USD, and their flags", () => {
    const paused = { ...sampleObservation(0), flags: { paused: true, frozen: true, supplyCapReached: false } };
    expect(observationRows([paused], [sampleMarket])).to.deep.equal([
      ["market", "APR", "utilization", "supplied USD", "withdrawable USD", "flags"],
      ["aave-v3:usdc", "4.12 %", "83.3 %", "2,999,400,000", "499,900,000", "paused frozen"],
    ]);
  });
});
