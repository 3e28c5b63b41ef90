import { type RawBuilder, sql } from "kysely";

/** What of a scored trial says how good it was: columns of `forecast_trials`, to be selected where `realised_apr is not null`. */
export const trialErrors: RawBuilder<unknown> = sql`
  abs(realised_apr - point_apr) as error,
  abs(realised_apr - persistence_apr) as persistence_error,
  realised_apr between published_apr[array_position(levels, 0.1::double precision)]
    and published_apr[array_position(levels, 0.9::double precision)] as covered,
  (select avg(greatest(level * (realised_apr - quantile), (level - 1) * (realised_apr - quantile)))
    from unnest(levels, published_apr) as said (level, quantile)) as pinball`;

/** Their means over the rows of a group. */
export const meanErrors: RawBuilder<unknown> = sql`
  count(*) as samples, count(distinct market_id) as markets, avg(error) as mae, avg(persistence_error) as "persistenceMae",
  avg(error) / nullif(avg(persistence_error), 0) as "relativeMae", avg(covered::integer::double precision) as coverage80,
  avg(pinball) as pinball`;

/** Means over scored trials; rates are fractions a year. */
export interface MeanErrors {
  readonly samples: number;
  readonly markets: number;
  /** Mean absolute error of what was expected, and of persistence at the same moments. */
  readonly mae: number;
  readonly persistenceMae: number;
  /** Their quotient; null where persistence made no error. */
  readonly relativeMae: number | null;
  /** The share of what was paid that lay within the 10 % and 90 % quantiles, both included. */
  readonly coverage80: number;
  /** Mean pinball loss over all levels. */
  readonly pinball: number;
}
