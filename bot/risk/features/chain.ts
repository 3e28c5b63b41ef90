import type { RiskTopic } from "./topic.ts";
import { isKnown } from "./wording.ts";

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
    const fees = isKnown(gas) ? `gas at ${Math.exp(gas).toFixed(0)} gwei` : "gas price not known";
    const times = isKnown(week) ? `, ${Math.exp(week).toFixed(1)} times its week` : "";
    const moves = [
      ...(isKnown(day) ? [`${(100 * (Math.exp(day) - 1)).toFixed(0)} % in a day`] : []),
      ...(isKnown(ofWeek) ? [`${(100 * (Math.exp(ofWeek) - 1)).toFixed(0)} % in 7 days`] : []),
    ];
    return `${fees}${times}${moves.length === 0 ? "" : `; ether ${moves.join(", ")}`}`;
  },
};
