import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Decision } from "../../../bot/core/decision.ts";
import type { Market } from "../../../bot/core/market.ts";
import { encodeDecision } from "../../../bot/store/decisionEncoding.ts";
import type { VaultKey } from "../../../bot/store/decisions.ts";
import type { Database } from "../../../bot/store/schema.ts";
import { BLOCK_DELAY_SECONDS, BUCKET_SECONDS, type PastBuckets, SECONDS_PER_BLOCK } from "./past.ts";

export const BENCH_VAULT: VaultKey & { readonly name: string } = {
  name: "main",
  chainId: 1,
  vault: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
};
const SENDER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const STRATEGY = "maximise-net-yield";
/** Markets a vault is over. */
const VAULT_MARKETS = 8;
/** Buckets from one rebalance to the next: four a day. */
const BUCKETS_PER_REBALANCE = 72;
/** Buckets from one tick that fails to the next. */
const BUCKETS_PER_FAILURE = 1_000;
/** Of markets the vault is not over, forecasts and risks of so long: what is shown is the newest. */
const WATCHED_SECONDS = 2 * 86_400;
const HORIZON_SECONDS = 86_400;
const DAY_SECONDS = 86_400;
const TRIAL_SECONDS = 21_600;

/** Stores what a vault leaves that has been looked after in all these buckets: something in every table that is shown. */
export async function storeVaultPast(db: Kysely<Database>, markets: readonly Market[], past: PastBuckets): Promise<void> {
  const { chainId, vault } = BENCH_VAULT;
  const all = markets.map(({ id }) => id);
  const own = all.slice(0, VAULT_MARKETS);
  const buckets = sql`(
    select place, at, at + ${BLOCK_DELAY_SECONDS} as block_time, at / ${SECONDS_PER_BLOCK} as block,
      ${vault}::text || '@' || at / ${SECONDS_PER_BLOCK} || ${`/${STRATEGY}`}::text as decision, place % ${BUCKETS_PER_REBALANCE} = 0 as moves
    from generate_series(${past.firstSeconds}::bigint, ${past.lastSeconds}::bigint, ${BUCKET_SECONDS}) with ordinality as bucket (at, place)
  ) as bucket`;
  const statements: readonly RawBuilder<unknown>[] = [
    ...decisions(buckets, own),
    sql`insert into ticks (chain_id, vault, bucket_time, started_at, finished_at, status, block_number, decision_id, error_rule, error_message,
        stage_ms, total_assets, total_shares, nav_usd, share_price, base_fee_wei, vault_status, turnover_bps, loss_millionths)
      select ${chainId}, ${vault}, at, to_timestamp(block_time + 1), to_timestamp(block_time + 2),
        case when fails then 'failed' when moves then 'rebalanced' else 'held' end, block, case when not fails then decision end,
        case when fails then 'NodeUnreachable' end, case when fails then 'no node answered' end,
        '{"observe": 61.5, "store": 19.25, "predict": 74.5, "risk": 31.25, "decide": 8.5, "execute": 112.75}',
        1000000000000 + place * 400000, 1000000000000000000000000, 1000000 + place * 0.4, 1 + place * 0.0000004, 7000000000, 'normal', 40, 3
      from ${buckets}, lateral (select place % ${BUCKETS_PER_FAILURE} = 1 as fails) as failure order by at`,
    ...executions(buckets, own),
    sql`insert into forecasts
      select market_id, block, block_time, ${HORIZON_SECONDS}, 'ewma', '1', 0.04, 0.03, 0.04, 0.05
      from ${buckets}, unnest(${all}::text[]) as market_id
      where market_id = any(${own}::text[]) or at >= ${past.lastSeconds - WATCHED_SECONDS}::bigint order by at`,
    sql`insert into risk_scores
      select market_id, block, block_time, ${HORIZON_SECONDS}, 'xgboost-risk-1', '1', 0.7, 0.2, 0.1, 'low', 81, ${JSON.stringify(DRIVERS)}::jsonb,
        '["with deposits 12 % lower"]', '[]'
      from ${buckets}, unnest(${all}::text[]) as market_id
      where market_id = any(${own}::text[]) or at >= ${past.lastSeconds - WATCHED_SECONDS}::bigint order by at`,
    sql`insert into forecast_trials
      select market_id, ${HORIZON_SECONDS}, 'ewma', '1', at / ${TRIAL_SECONDS} * ${TRIAL_SECONDS}, block_time, block, 0.04, 0.04, '{0.1,0.5,0.9}', 0.041,
        '{0.03,0.04,0.05}', '{0.03,0.041,0.05}', case when known then 0.0405 end, null, case when known then block_time + ${HORIZON_SECONDS} end
      from ${buckets}, unnest(${all}::text[]) as market_id, lateral (select at < ${past.lastSeconds - HORIZON_SECONDS}::bigint as known) as score
      where at % ${TRIAL_SECONDS} = 0 order by at`,
    sql`insert into risk_tolerances
      select ${chainId}, ${vault}, block, block_time, 0.8, '{"volatility": 1, "drawdown": 1, "stress": 0.8, "breaker": 1}' from ${buckets}`,
    sql`insert into observed_blocks (chain_id, number, hash, block_time, bucket_time, refill)
      select ${chainId}, block, '0x' || lpad(to_hex(block), 64, '0'), block_time, at, false from ${buckets}`,
    sql`insert into conditions
      select name, at, 2000 from ${buckets}, unnest(array['base-fee-gwei', 'eth-usd', 'price:USDC']) as name where at % 3600 = 0`,
    sql`insert into sampling_progress
      select id, ${past.firstSeconds}, ${past.lastSeconds + BUCKET_SECONDS} from unnest(${all}::text[]) as id`,
    sql`insert into model_events (time_seconds, kind, model, model_version, detail)
      select at, 'drift', 'ewma', '1', '{"statistic": 12.5}' from ${buckets} where at % ${DAY_SECONDS} = 0`,
    ...alerts(buckets),
  ];
  for (const statement of statements) await statement.execute(db);
}

const DRIVERS = [
  { topic: "utilization", words: "97 % of deposits are lent out", contribution: 0.61 },
  { topic: "deposits", words: "deposits fell by 4 % in a day", contribution: 0.2 },
  { topic: "peg", words: "the asset holds its peg", contribution: -0.4 },
];

function decisions(buckets: RawBuilder<unknown>, marketIds: readonly string[]): readonly RawBuilder<unknown>[] {
  const { chainId, vault } = BENCH_VAULT;
  const [hold, rebalance] = (["hold", "rebalance"] as const).map((action) => encodeDecision(decisionTo(action, marketIds)));
  const ids = (suffix: string) => sql`(select jsonb_agg(id || '@' || block || ${suffix}::text) from unnest(${marketIds}::text[]) as id)`;
  return [
    sql`insert into decisions (id, chain_id, vault, block_number, block_time, strategy, action, reason, body, created_at)
      select decision, ${chainId}, ${vault}, block, block_time, ${STRATEGY}, body->>'action', body->>'reason',
        body || jsonb_build_object('id', decision, 'blockNumber', block, 'blockTimeSeconds', block_time, 'observationIds', ${ids("")},
          'forecastIds', ${ids(`/ewma-1/${HORIZON_SECONDS}s`)}, 'riskIds', ${ids("/xgboost-risk-1-1/risk")}),
        to_timestamp(block_time + 2)
      from ${buckets}, lateral (select case when moves then ${rebalance}::jsonb else ${hold}::jsonb end as body) as template order by at`,
  ];
}

function decisionTo(action: Decision["action"], marketIds: readonly string[]): Decision {
  const { chainId, vault } = BENCH_VAULT;
  const rebalances = action === "rebalance";
  return {
    id: "",
    chainId,
    vault,
    blockNumber: 0,
    blockTimeSeconds: 0,
    strategy: STRATEGY,
    action,
    reason: rebalances ? "net-benefit" : "below-margin",
    explanation: "Aave pays 1.2 % a year more than Compound.",
    moves: rebalances
      ? marketIds.slice(0, 2).map((marketId, place) => ({ marketId, adapter: adapterOf(place), change: 250_000_000_000n }))
      : [],
    markets: marketIds.map((marketId) => ({
      marketId,
      current: 125_000_000_000n,
      target: 125_000_000_000n,
      forecastApr: 0.0412,
      aprAtTarget: 0.0408,
      marginalAprAtTarget: 0.0401,
      maximum: 600_000_000_000n,
      minimum: 0n,
      risk: { riskClass: "low", score: 81, penaltyApr: 0.0031, vetoes: [] },
      skipped: null,
    })),
    outcome: {
      horizonSeconds: 604_800,
      gainUsd: 57.5,
      riskUsd: -3.25,
      gasUnits: 612_345,
      gasUsd: 12.5,
      exitCostUsd: 0.25,
      netBenefitUsd: 41.5,
      requiredUsd: rebalances ? 5 : 50,
    },
    observationIds: [],
    forecastIds: [],
    riskIds: [],
    riskTolerance: 0.8,
  };
}

/** Every rebalance mined at its first attempt, offered to two builders, its moves a little off. */
function executions(buckets: RawBuilder<unknown>, marketIds: readonly string[]): readonly RawBuilder<unknown>[] {
  const { chainId, vault } = BENCH_VAULT;
  return [
    sql`insert into transactions (decision_id, chain_id, vault, sender, nonce, hash, raw_transaction, gas_limit, max_fee_per_gas_wei,
        max_priority_fee_per_gas_wei, eth_price_usd, signed_at_block, route, status, submitter, submitted_at, block_number, block_hash, gas_used,
        effective_gas_price_wei, created_at)
      select decision, ${chainId}, ${vault}, ${SENDER}, row_number() over (order by at), '0x' || lpad(to_hex(block), 64, '0'),
        decode(repeat('02', 1200), 'hex'), 900000, 30000000000, 100000000, 2000, block, 'private', 'mined', 'flashbots', block_time + 3, block + 2,
        '0x' || lpad(to_hex(block + 2), 64, '0'), 612345, 7000000000, block_time + 2
      from ${buckets} where moves order by at`,
    sql`insert into bundles (transaction_id, builder, method, target_block, bundle_hash, status, reason, sent_at)
      select id, builder, 'bundle', signed_at_block + ahead, '0xb1', case when ahead = 2 then 'included' else 'missed' end,
        case when ahead = 1 then 'another block was built' end, created_at
      from transactions, unnest(array['flashbots', 'titan']) as builder, generate_series(1, 2) as ahead order by transactions.id, ahead`,
    sql`insert into move_results
      select transactions.id, market_id, ${adapterOf(0).slice(0, -1)}::text || place - 1, 250000000000, 375000000000, 374999000000, -0.04
      from transactions, unnest(${marketIds.slice(0, 2)}::text[]) with ordinality as moved (market_id, place)`,
    sql`insert into rebalance_results select id, 1000000000000, 999999000000, 620000, 612345 from transactions`,
  ];
}

function adapterOf(place: number) {
  return `0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e${place}` as const;
}

/** One a day that is over and was told, and a few that are open. */
function alerts(buckets: RawBuilder<unknown>): readonly RawBuilder<unknown>[] {
  const { name, chainId, vault } = BENCH_VAULT;
  return [
    sql`insert into alerts (rule, vault_name, chain_id, vault, subject, fingerprint, severity, state, opened_at, last_seen, streak, streak_since,
        evaluated_at, resolved_at, notified_state, notified_severity, notified_at, summary, details)
      select 'data-gap', ${name}, ${chainId}, ${vault}, 'main', 'data-gap-' || newest, 'warning', case when open then 'firing' else 'resolved' end, at,
        at + 600, 0, at, at + 600, case when not open then at + 900 end, case when open then 'firing' else 'resolved' end, 'warning', at + 900,
        'No sample for ten minutes', '{"minutes": 10}'
      from (select *, row_number() over (order by at desc) as newest from ${buckets} where at % ${DAY_SECONDS} = 0) as day,
        lateral (select newest <= 3 as open) as whether
      order by at`,
    sql`insert into alert_deliveries (alert_id, route, notice, group_key, batch, status, attempts, next_attempt, created_at, delivered_at)
      select id, 'slack', notice, 'main', id || notice, 'delivered', 1, opened_at, opened_at, opened_at + 2
      from alerts, unnest(array['opened', 'resolved']) as notice order by id`,
  ];
}
