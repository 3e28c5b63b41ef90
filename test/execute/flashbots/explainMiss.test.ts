import { expect } from "chai";
import { explainMiss, type MissContext } from "../../../bot/execute/flashbots/explainMiss.ts";

describe("execute: why an offer was missed", () => {
  const GWEI = 1_000_000_000n;
  const stats = {
    isSimulated: true,
    isHighPriority: false,
    simulatedAt: "",
    receivedAt: "",
    consideredByBuildersAt: [],
    sealedByBuildersAt: [],
  };
  const by = (builders: number) => Array.from({ length: builders }, (_, index) => ({ pubkey: String(index), timestamp: "" }));
  const explained = (changes: Partial<MissContext>) =>
    explainMiss({
      offer: { builder: "flashbots", method: "bundle", targetBlock: 42 },
      maxFeePerGasWei: 3n * GWEI,
      baseFeePerGasWei: GWEI,
      stats: null,
      failsByNow: null,
      ...changes,
    });

  const cases: [string, Partial<MissContext>, string][] = [
    ["nothing is known", {}, "Block 42 went by without it"],
    ["nor the base fee", { baseFeePerGasWei: null }, "Block 42 went by without it"],
    [
      "the base fee was too high, which explains the rest",
      { baseFeePerGasWei: (35n * GWEI) / 10n, stats },
      "The base fee of block 42, 3.5 gwei, was above the transaction's limit of 3.0",
    ],
    ["not simulated", { stats: { ...stats, isSimulated: false } }, "Block 42 went by without it: flashbots had not simulated it in time"],
    ["not considered", { stats }, "Block 42 went by without it: flashbots simulated it, and no builder considered it"],
    [
      "considered",
      { stats: { ...stats, consideredByBuildersAt: by(2) } },
      "Block 42 went by without it: 2 builders considered it, and none sealed a block with it: others paid more, or took what it needed",
    ],
    [
      "sealed",
      { stats: { ...stats, consideredByBuildersAt: by(2), sealedByBuildersAt: by(1) } },
      "Block 42 went by without it: 1 builder sealed a block with it, and another block became block 42",
    ],
    [
      "it would fail by now",
      { stats, failsByNow: "StaleStateNonce (planned 1, current 2)" },
      "Block 42 went by without it: flashbots simulated it, and no builder considered it; its simulation fails by now: " +
        "StaleStateNonce (planned 1, current 2)",
    ],
    ["a private transaction", { offer: { builder: "titan", method: "private-transaction", targetBlock: 42 } }, "No block up to 42 took it"],
  ];
  for (const [name, context, sentence] of cases) it(`says so when ${name}`, () => expect(explained(context)).to.equal(sentence));

  it("takes a relay's word that leaves lists out", () => {
    const bare = { isSimulated: true, isHighPriority: false, simulatedAt: "", receivedAt: "" } as typeof stats;
    expect(explained({ stats: bare })).to.contain("no builder considered it");
  });
});
