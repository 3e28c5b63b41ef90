import type { StepPath } from "../series/stepPath.ts";
import type { FeatureGroup } from "./group.ts";

const DAY_SECONDS = 86_400;
const GAS_MEAN_DAYS = [7, 30] as const;
const ETHER_RETURN_DAYS = [1, 7, 30] as const;

/** What the chain costs and what ether does, whether the asset holds its peg, and what kind of asset it is. */
export const regime: FeatureGroup = {
  names: [
    "ln-gas",
    ...GAS_MEAN_DAYS.map((days) => `gas-over-mean-${days}d`),
    ...ETHER_RETURN_DAYS.map((days) => `ether-return-${days}d`),
    "ether-volatility-30d",
    "peg-deviation",
    "peg-deviation-usdc",
    "is-dollar",
  ],
  values({ view, atSeconds, conditions }) {
    const gas = conditions.get("gas-gwei");
    const ether = conditions.get("eth-usd");
    const gasNow = valueAt(gas, atSeconds);
    const isDollar = view.assetClass === "dollar";
    return [
      Math.log(gasNow),
      ...GAS_MEAN_DAYS.map((days) => Math.log(gasNow / (gas?.mean(atSeconds - days * DAY_SECONDS, atSeconds) ?? Number.NaN))),
      ...ETHER_RETURN_DAYS.map((days) => Math.log(valueAt(ether, atSeconds) / valueAt(ether, atSeconds - days * DAY_SECONDS))),
      dailyVolatility(ether, atSeconds),
      isDollar ? pegDeviation(view.price, conditions.get(`price:${view.symbol}`), atSeconds) : Number.NaN,
      valueAt(conditions.get("price:USDC"), atSeconds) - 1,
      isDollar ? 1 : 0,
    ];
  },
};

function valueAt(path: StepPath | undefined, atSeconds: number): number {
  return path?.at(atSeconds) ?? Number.NaN;
}

/** The market's own price where it has one, else what the asset closed at. */
function pegDeviation(own: StepPath, closes: StepPath | undefined, atSeconds: number): number {
  const price = own.at(atSeconds);
  return (Number.isNaN(price) ? valueAt(closes, atSeconds) : price) - 1;
}

function dailyVolatility(ether: StepPath | undefined, atSeconds: number): number {
  let squares = 0;
  let days = 0;
  for (let day = 0; day < 30; day++) {
    const change = Math.log(valueAt(ether, atSeconds - day * DAY_SECONDS) / valueAt(ether, atSeconds - (day + 1) * DAY_SECONDS));
    if (Number.isNaN(change)) continue;
    squares += change * change;
    days += 1;
  }
  return days < 7 ? Number.NaN : Math.sqrt(squares / days);
}
