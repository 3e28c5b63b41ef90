import fc from "fast-check";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import { RISK_FEATURE_NAMES, type RiskRow, riskFeatures, riskMoments } from "../../../bot/risk/features/riskFeatures.ts";
import { type RiskPanel, riskPanel } from "../../../bot/risk/features/riskView.ts";
import { anyPoints, DAY, MONDAY, type SeriesPoint, seriesOf } from "../../predict/series/seriesOf.ts";

/** Markets that share assets, protocols, classes and dollar tokens. */
const MARKETS = [
  { marketId: "aave-v3:usdc:0", protocol: "aave-v3", symbol: "USDC" },
  { marketId: "compound-v3:usdc:0", protocol: "compound-v3", symbol: "USDC" },
  { marketId: "aave-v3:weth:0", protocol: "aave-v3", symbol: "WETH" },
  { marketId: "curve:dai-usdc:0", protocol: "curve", symbol: "DAI-USDC" },
] as const;

const CONDITIONS = {
  "gas-gwei": [1, 500],
  "eth-usd": [100, 4000],
  "price:USDC": [0.8, 1.02],
  "price-low:USDC": [0.7, 1],
  "price:DAI": [0.8, 1.02],
  "price:USDT": [0.5, 1.02],
} as const;

type Values = Readonly<Record<keyof typeof CONDITIONS, number>>;

/** What happens from one time on: in each market, and around them day by day. */
export interface Happening {
  readonly points: readonly (readonly SeriesPoint[])[];
  readonly days: readonly ({ readonly timeSeconds: number } & Values)[];
}

const dayValues = fc.record(
  Object.fromEntries(Object.entries(CONDITIONS).map(([name, [min, max]]) => [name, fc.double({ min, max, noNaN: true })])) as Record<
    keyof typeof CONDITIONS,
    fc.Arbitrary<number>
  >,
);

/** @param dayCount At most so many days are known. */
export function happening(afterSeconds: number, maxPoints: number, dayCount: number): fc.Arbitrary<Happening> {
  const firstDay = Math.floor(afterSeconds / DAY) * DAY + DAY;
  return fc.record({
    points: fc.tuple(...MARKETS.map(() => anyPoints(afterSeconds, maxPoints))),
    days: fc
      .array(dayValues, { maxLength: dayCount })
      .map((days) => days.map((values, i) => ({ timeSeconds: firstDay + i * DAY, ...values }))),
  });
}

/** A past, a moment at its end, and two futures that it may have. */
export const pastWithTwoFutures = fc
  .tuple(happening(MONDAY - 6 * DAY, 120, 40), fc.double({ min: 0.2, max: 1, noNaN: true }))
  .chain(([whole, share]) => {
    const last = Math.max(MONDAY, ...whole.points.flatMap((points) => points.map(({ timeSeconds }) => timeSeconds)));
    const atSeconds = Math.round(MONDAY - 6 * DAY + share * (last - MONDAY + 6 * DAY));
    const isPast = ({ timeSeconds }: { readonly timeSeconds: number }) => timeSeconds <= atSeconds;
    const past: Happening = { points: whole.points.map((points) => points.filter(isPast)), days: whole.days.filter(isPast) };
    return fc.record({
      atSeconds: fc.constant(atSeconds),
      past: fc.constant(past),
      one: happening(atSeconds, 12, 4),
      other: happening(atSeconds, 12, 4),
    });
  });

export function panelOf(...happenings: readonly Happening[]): RiskPanel {
  const days = happenings.flatMap((one) => one.days);
  const timeSeconds = Float64Array.from(days, (day) => day.timeSeconds);
  const conditions: Conditions =
    days.length === 0
      ? new Map()
      : new Map(
          (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).map((name) => [
            name,
            { timeSeconds, value: Float64Array.from(days, (day) => day[name]) },
          ]),
        );
  const markets = MARKETS.map((named, market) =>
    seriesOf(
      happenings.flatMap(({ points }) => points[market] ?? []),
      named,
    ),
  );
  return riskPanel(markets, conditions);
}

/** The markets that are known at a moment. */
export function rowsAt(panel: RiskPanel, atSeconds: number): readonly RiskRow[] {
  const momentOf = riskMoments(panel);
  return panel.views.map((_view, market) => ({ market, atSeconds })).filter((row) => momentOf(row) !== null);
}

/** One market's features at a moment, by name. */
export function featuresAt(panel: RiskPanel, market: number, atSeconds: number): (name: string) => number {
  const row = riskFeatures(panel, [{ market, atSeconds }]);
  return (name) => {
    const column = RISK_FEATURE_NAMES.indexOf(name);
    if (column < 0) throw new RangeError(`there is no feature ${name}`);
    return row[column] as number;
  };
}
