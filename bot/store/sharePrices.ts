import { type Kysely, sql } from "kysely";
import { PERIOD_SECONDS } from "../core/periodYield.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** What a share was worth at the end of a day (UTC), or at the last tick of one that is not over. */
export interface DailySharePrice {
  readonly dayStartSeconds: UnixSeconds;
  /** Assets a share, both in whole tokens. */
  readonly sharePrice: number;
}

/** The last share price that ticks saw on each day from `sinceSeconds` on, oldest first; days without one are left out. */
export async function sharePriceHistory(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  sinceSeconds: UnixSeconds,
): Promise<readonly DailySharePrice[]> {
  const { rows } = await sql<DailySharePrice>`
    select distinct on (1) bucket_time - bucket_time % ${sql.lit(PERIOD_SECONDS.day)} as "dayStartSeconds", share_price as "sharePrice"
    from ticks
    where chain_id = ${chainId} and vault = ${vault} and bucket_time >= ${sinceSeconds} and share_price is not null
    order by 1, bucket_time desc, id desc`.execute(db);
  return rows;
}
