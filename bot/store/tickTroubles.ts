import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** Ticks that failed for one reason. */
export interface TickFailures {
  readonly rule: string;
  readonly count: number;
  readonly lastMessage: string;
  readonly lastSeconds: UnixSeconds;
}

/** Of the ticks within a time: why those that failed did, the most frequent reason first. */
export async function tickFailures(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<readonly TickFailures[]> {
  const { rows } = await sql<TickFailures>`
    select error_rule as rule, count(*) as count, max(bucket_time) as "lastSeconds",
      (array_agg(error_message order by bucket_time desc, id desc))[1] as "lastMessage"
    from ticks
    where chain_id = ${chainId} and vault = ${vault} and bucket_time >= ${fromSeconds} and bucket_time < ${toSeconds} and status = 'failed'
    group by error_rule order by 2 desc, 1`.execute(db);
  return rows;
}

/** How many buckets within a time had a tick, and which was the first ever; null without any. */
export async function bucketsTicked(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<{ readonly count: number; readonly firstEverSeconds: UnixSeconds | null }> {
  const { rows } = await sql<{ count: number; firstEverSeconds: UnixSeconds | null }>`
    select (
      select count(distinct bucket_time) from ticks
      where chain_id = ${chainId} and vault = ${vault} and bucket_time >= ${fromSeconds} and bucket_time < ${toSeconds}
    ) as count, (
      select bucket_time from ticks where chain_id = ${chainId} and vault = ${vault} order by bucket_time limit 1
    ) as "firstEverSeconds"`.execute(db);
  return rows[0] ?? { count: 0, firstEverSeconds: null };
}
