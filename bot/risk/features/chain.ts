import type { RiskTopic } from "./topic.ts";

/** What the chain costs and what ether does: stress that all markets share. */
export const chain: RiskTopic = {
  topic: "chain",
  names: [
    "ln-gas",
    "gas-over-mean-7d",
    "gas-over-mean-30d",
    "ether-return-1d",
    "ether-return-7d",
    "ether-return-30d",
    "ether-deviation-30d",
  ],
  values: ({ surroundings }) => surroundings.chain,
  words(values) {
    const [gas, week, , day, ofWeek] = values as number[];
    const fees =
      gas === undefined || Number.isNaN(gas)
        ? "gas price not known"
        : `gas at ${Math.exp(gas).toFixed(0)} gwei, ${Math.exp(week ?? 0).toFixed(1)} times its week`;
    const moves = [
      ...(day === undefined || Number.isNaN(day) ? [] : [`${(100 * (Math.exp(day) - 1)).toFixed(0)} % in a day`]),
      ...(ofWeek === undefined || Number.isNaN(ofWeek) ? [] : [`${(100 * (Math.exp(ofWeek) - 1)).toFixed(0)} % in 7 days`]),
    ];
    return `${fees}${moves.length === 0 ? "" : `; ether ${moves.join(", ")}`}`;
  },
};
