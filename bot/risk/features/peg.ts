import { dailyDeviation } from "./dailyDeviation.ts";
import { lowestKnown } from "./lowestKnown.ts";
import { DAY_SECONDS } from "./riskMoment.ts";
import type { RiskTopic } from "./topic.ts";
import { isKnown } from "./wording.ts";

/** How far from a dollar the market's tokens are, and how far any dollar token is: trouble spreads. */
export const peg: RiskTopic = {
  topic: "peg",
  names: ["peg-distance", "peg-lowest-7d", "peg-lowest-30d", "peg-deviation-30d", "worst-peg-distance-any", "worst-peg-lowest-7d-any"],
  values({ view, atSeconds, surroundings }) {
    const own = view.price.at(atSeconds);
    const prices = view.pegs.map((one) => one.price.at(atSeconds));
    if (view.assetClass === "dollar" && !Number.isNaN(own)) prices.push(own);
    const lowest = (days: number) =>
      lowestKnown([...view.pegs.map((one) => one.lowest(atSeconds - days * DAY_SECONDS, atSeconds)), ...prices]);
    const [first] = view.pegs;
    return [
      lowestKnown(prices) - 1,
      lowest(7) - 1,
      lowest(30) - 1,
      first === undefined ? Number.NaN : dailyDeviation(first.price, atSeconds),
      surroundings.worstPeg - 1,
      surroundings.worstPegOfWeek - 1,
    ];
  },
  words(values, { view }) {
    const [distance, week, , , any] = values as number[];
    const names = view.assetClass === "dollar" ? view.symbol : "its dollar tokens";
    const isPegged = view.assetClass === "dollar" || view.pegs.length > 0;
    const price = isPegged
      ? `${names} ${isKnown(distance) ? `at ${(1 + distance).toFixed(3)} USD` : "of unknown price"}`
      : "depends on no dollar token";
    const low = isKnown(week) && week < -0.005 ? `, lowest ${(1 + week).toFixed(3)} in 7 days` : "";
    const others = isKnown(any) && any < -0.02 ? `; the weakest dollar token at ${(1 + any).toFixed(3)}` : "";
    return `${price}${low}${others}`;
  },
};
