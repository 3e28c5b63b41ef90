import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { AlertState, NoticeKind, Severity } from "../core/alert.ts";
import type { BundleOffer, BundleStatus } from "../core/bundle.ts";
import type { Decision } from "../core/decision.ts";
import type { BacktestLead, BacktestSettings, ContenderFigures, EquityCurve } from "../core/keptBacktest.ts";
import type { RateModel } from "../core/market.ts";
import type { OperatorActionKind } from "../core/operatorOrders.ts";
import type { OutboxStatus, SubmissionRoute, TransactionPurpose } from "../core/outbox.ts";
import type { ReportPeriod } from "../core/reportPeriod.ts";
import type { RiskClass, RiskDriver, RiskTolerance, Veto } from "../core/risk.ts";
import type { GapReason } from "../core/sampling.ts";
import type { VaultStatus } from "../core/vaultState.ts";

/**
 * The tables as the newest migration leaves them. Block times and buckets are unix seconds (int8), as on chain; the times of our own
 * bookkeeping are timestamptz. Token amounts and wei are numeric(78,0), wide enough for any uint256.
 */
export interface Database {
  markets: MarketsTable;
  observations: ObservationsTable;
  rate_models: RateModelsTable;
  stale_days: StaleDaysTable;
  dropped_months: DroppedMonthsTable;
  forecasts: ForecastsTable;
  ticks: TicksTable;
  decisions: DecisionsTable;
  transactions: TransactionsTable;
  history_markets: HistoryMarketsTable;
  hourly_yields: PeriodYieldsTable;
  daily_yields: PeriodYieldsTable;
  rejected_samples: RejectedSamplesTable;
  observed_blocks: ObservedBlocksTable;
  sampling_progress: SamplingProgressTable;
  sampling_gaps: SamplingGapsTable;
  rate_conventions: RateConventionsTable;
  backfills: BackfillsTable;
  conditions: ConditionsTable;
  forecast_trials: ForecastTrialsTable;
  model_events: ModelEventsTable;
  track_states: TrackStatesTable;
  risk_scores: RiskScoresTable;
  risk_tolerances: RiskTolerancesTable;
  sweep_jobs: SweepJobsTable;
  leaders: LeadersTable;
  bundles: BundlesTable;
  move_results: MoveResultsTable;
  rebalance_results: RebalanceResultsTable;
  alerts: AlertsTable;
  alert_silences: AlertSilencesTable;
  alert_deliveries: AlertDeliveriesTable;
  backtests: BacktestsTable;
  reports: ReportsTable;
  operator_actions: OperatorActionsTable;
}

/** jsonb: read as a value, written as JSON text. */
type Json<Value> = ColumnType<Value, string, string>;
/** Set by the database when the row is made. */
type CreatedAt = ColumnType<Date, never, never>;

export interface MarketsTable {
  id: string;
  chain_id: number;
  protocol: string;
  asset_address: string;
  asset_symbol: string;
  asset_decimals: number;
  address: string;
  companions: Json<Readonly<Record<string, string>>>;
}

/** Partitioned by month of `bucket_time`. */
export interface ObservationsTable {
  market_id: string;
  block_number: number;
  block_time: number;
  bucket_time: number;
  origin: string;
  supply_apr: number;
  reward_apr: number;
  unclaimed_reward_apr: number | null;
  growth_index_ray: bigint;
  total_supply: bigint;
  total_borrow: bigint;
  liquidity: bigint;
  supply_room: bigint | null;
  utilization: number;
  asset_price_usd: number;
  enter_bps: number;
  exit_bps: number;
  rate_model_id: string;
  paused: boolean;
  frozen: boolean;
  supply_cap_reached: boolean;
}

/** Rate models by the hash of their content. */
export interface RateModelsTable {
  id: string;
  model: Json<RateModel>;
}

/** Days whose observations changed since they were last summed up; a day may stand here more than once. */
export interface StaleDaysTable {
  day_start: number;
}

/** Months whose observations were let go. */
export interface DroppedMonthsTable {
  month_start: number;
  dropped_at: CreatedAt;
}

export interface ForecastsTable {
  market_id: string;
  block_number: number;
  made_at: number;
  horizon_seconds: number;
  model: string;
  model_version: string;
  mean_apr: number;
  p10_apr: number;
  p50_apr: number;
  p90_apr: number;
}

export interface TicksTable {
  id: GeneratedAlways<number>;
  chain_id: number;
  vault: string;
  bucket_time: number;
  started_at: Generated<Date>;
  finished_at: Date | null;
  status: TickStatus;
  block_number: number | null;
  decision_id: string | null;
  error_rule: string | null;
  error_message: string | null;
  stage_ms: Json<Record<string, number>> | null;
  total_assets: bigint | null;
  total_shares: bigint | null;
  nav_usd: number | null;
  share_price: number | null;
  base_fee_wei: bigint | null;
  vault_status: VaultStatus | null;
  trip_reason: string | null;
  turnover_bps: number | null;
  loss_millionths: number | null;
}

/**
 * `running` ends as one of the others: `held` (nothing to do), `refused` (to do, and not sent), `pending` (sent, not mined yet), `rebalanced`,
 * `dry-run`, `failed`; `interrupted` when its keeper died on the way.
 */
export type TickStatus = "running" | "held" | "refused" | "pending" | "rebalanced" | "dry-run" | "failed" | "interrupted";

export interface DecisionsTable {
  id: string;
  chain_id: number;
  vault: string;
  block_number: number;
  block_time: number;
  strategy: string;
  action: Decision["action"];
  reason: Decision["reason"];
  body: Json<unknown>;
  created_at: CreatedAt;
}

export interface TransactionsTable {
  id: GeneratedAlways<number>;
  decision_id: string;
  purpose: TransactionPurpose;
  attempt: number;
  chain_id: number;
  vault: string;
  sender: string;
  nonce: number;
  hash: string;
  raw_transaction: Buffer;
  gas_limit: bigint;
  max_fee_per_gas_wei: bigint;
  max_priority_fee_per_gas_wei: bigint;
  eth_price_usd: number;
  signed_at_block: number;
  route: SubmissionRoute;
  first_attempt: Generated<number>;
  status: OutboxStatus;
  submitter: string | null;
  submitted_at: number | null;
  block_number: number | null;
  block_hash: string | null;
  gas_used: bigint | null;
  effective_gas_price_wei: bigint | null;
  /** Why it was reverted, replaced or dropped. */
  reason: string | null;
  created_at: number;
  updated_at: Generated<Date>;
}

export interface LeadersTable {
  chain_id: number;
  vault: string;
  epoch: number;
  since: Generated<Date>;
}

export interface BundlesTable {
  id: GeneratedAlways<number>;
  transaction_id: number;
  builder: string;
  method: BundleOffer["method"];
  target_block: number;
  bundle_hash: string | null;
  replacement_uuid: string | null;
  status: BundleStatus;
  reason: string | null;
  sent_at: number;
  updated_at: Generated<Date>;
}

export interface MoveResultsTable {
  transaction_id: number;
  market_id: string;
  adapter: string;
  planned_change: bigint;
  expected_position: bigint;
  actual_position: bigint | null;
  drift_bps: number | null;
}

export interface RebalanceResultsTable {
  transaction_id: number;
  expected_total_assets: bigint;
  actual_total_assets: bigint | null;
  expected_gas_used: bigint;
  actual_gas_used: bigint | null;
}

export interface HistoryMarketsTable {
  id: string;
  protocol: string;
  symbol: string;
  category: string | null;
}

export interface PeriodYieldsTable {
  market_id: string;
  period_start: number;
  origin: string;
  last_sample: number;
  last_block_number: number | null;
  samples: number;
  supply_apr: number | null;
  reward_apr: number | null;
  realised_apr: number | null;
  total_supply_usd: number | null;
  total_borrow_usd: number | null;
  liquidity_usd: number | null;
  utilization: number | null;
  asset_price_usd: number | null;
  deposit_usd: number | null;
  withdraw_usd: number | null;
  borrow_usd: number | null;
  repay_usd: number | null;
  volume_usd: number | null;
  impermanent_loss_7d: number | null;
}

export interface RejectedSamplesTable {
  market_id: string;
  origin: string;
  sample_time: number;
  block_number: number | null;
  rule: string;
  value: number | null;
  detail: string;
  sample: Json<unknown>;
  recorded_at: CreatedAt;
}

export interface ObservedBlocksTable {
  chain_id: number;
  number: number;
  hash: string;
  block_time: number;
  bucket_time: number;
  /** Whether it was read later, to fill a gap. */
  refill: boolean;
  observed_at: Generated<Date>;
  orphaned_at: Date | null;
}

export interface SamplingProgressTable {
  market_id: string;
  first_bucket: number;
  accounted_until: number;
}

export interface SamplingGapsTable {
  market_id: string;
  first_bucket: number;
  last_bucket: number;
  bucket_seconds: number;
  reason: GapReason;
  detail: string;
  recorded_at: CreatedAt;
  /** Multiranges of seconds, as PostgreSQL writes them. */
  refilled: Generated<string>;
  irrecoverable: Generated<string>;
  closed_at: Date | null;
}

export interface RateConventionsTable {
  origin: string;
  project: string;
  tvl: "deposits" | "cash";
  base: "apr" | "apy";
  reward: "apr" | "apy";
}

export interface BackfillsTable {
  market_id: string;
  origin: string;
  covered_from: number;
  covered_until: number;
}

export interface ConditionsTable {
  name: string;
  time_seconds: number;
  value: number;
}

export interface ForecastTrialsTable {
  market_id: string;
  horizon_seconds: number;
  model: string;
  model_version: string;
  /** The start of the six hours (UTC) whose first tick made it. */
  moment: number;
  made_at: number;
  block_number: number;
  persistence_apr: number;
  scale_apr: number;
  levels: number[];
  /** The rate that was expected. */
  point_apr: number;
  /** The model's own quantiles at these levels. */
  raw_apr: number[];
  /** What was said in the end, after calibration and gate. */
  published_apr: number[];
  /** Null until it is known, and for ever where it cannot be. */
  realised_apr: number | null;
  unscorable: string | null;
  scored_at: number | null;
}

/** What may happen to a model. */
export type ModelEventKind = "promoted" | "rolled-back" | "challenger-trained" | "challenger-rejected" | "drift" | "fallback";

export interface ModelEventsTable {
  id: GeneratedAlways<number>;
  time_seconds: number;
  kind: ModelEventKind;
  model: string;
  model_version: string;
  detail: Json<Readonly<Record<string, unknown>>>;
}

export interface TrackStatesTable {
  horizon_seconds: number;
  model: string;
  model_version: string;
  state: Json<unknown>;
  updated_at: number;
}

export interface RiskScoresTable {
  market_id: string;
  block_number: number;
  made_at: number;
  horizon_seconds: number;
  model: string;
  model_version: string;
  /** All three and the class are null where the model could not say. */
  low_probability: number | null;
  medium_probability: number | null;
  high_probability: number | null;
  risk_class: RiskClass | null;
  score: number | null;
  drivers: Json<readonly RiskDriver[]>;
  changes: Json<readonly string[]>;
  vetoes: Json<readonly Veto[]>;
}

export interface RiskTolerancesTable {
  chain_id: number;
  vault: string;
  block_number: number;
  made_at: number;
  tolerance: number;
  factors: Json<RiskTolerance["factors"]>;
}

export interface SweepJobsTable {
  id: string;
  /** What it stands on, and what it is run on: hashes. */
  ground: string;
  stage: string;
  job: Json<unknown>;
  /** What came of it, or why nothing did; both null while it waits. */
  trial: ColumnType<unknown, string | null, string | null>;
  failure: string | null;
  asked_at: CreatedAt;
}

export interface AlertsTable {
  id: GeneratedAlways<number>;
  rule: string;
  vault_name: string;
  chain_id: number;
  vault: string | null;
  subject: string;
  fingerprint: string;
  severity: Severity;
  state: AlertState;
  opened_at: number;
  last_seen: number;
  /** Evaluations in a row that speak against the state it is in, and since when. */
  streak: number;
  streak_since: number;
  evaluated_at: number;
  acknowledged_by: string | null;
  acknowledged_at: number | null;
  acknowledged_comment: string | null;
  resolved_at: number | null;
  /** What routes were last told of it; null before the first time. */
  notified_state: Exclude<AlertState, "pending"> | null;
  notified_severity: Severity | null;
  notified_at: number | null;
  summary: string;
  details: Json<Readonly<Record<string, unknown>>>;
}

export interface AlertSilencesTable {
  id: GeneratedAlways<number>;
  rule: string | null;
  vault_name: string | null;
  subject: string | null;
  until: number;
  comment: string | null;
  created_by: string;
  created_at: number;
}

/** `sending` while a process is at it, and until `next_attempt` after it was killed. */
export const DELIVERY_STATUSES = ["waiting", "sending", "delivered", "abandoned"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface AlertDeliveriesTable {
  id: GeneratedAlways<number>;
  /** Of an alert or of a report; the other is null. */
  alert_id: number | null;
  report_id: number | null;
  route: string;
  /** Null of a report. */
  notice: NoticeKind | null;
  group_key: string;
  /** The message it is part of. */
  batch: string;
  status: DeliveryStatus;
  attempts: Generated<number>;
  next_attempt: number;
  last_error: string | null;
  created_at: number;
  delivered_at: number | null;
}

export interface BacktestsTable {
  id: GeneratedAlways<number>;
  made_at: number;
  name: string | null;
  from_seconds: number;
  to_seconds: number;
  capital_usd: number;
  universe: string;
  origin: string;
  is_synthetic: boolean;
  settings: Json<BacktestSettings>;
  market_ids: string[];
  contenders: string[];
  figures: Json<readonly ContenderFigures[]>;
  curves: Json<readonly EquityCurve[]>;
  ceiling_return: number | null;
  lead: ColumnType<BacktestLead | null, string | null, string | null>;
  notes: string[];
  report_html: string | null;
}

export interface ReportsTable {
  id: GeneratedAlways<number>;
  vault_name: string;
  chain_id: number;
  vault: string;
  period: ReportPeriod;
  period_start: number;
  created_at: number;
}

/** Only ever added to. */
export interface OperatorActionsTable {
  id: GeneratedAlways<number>;
  chain_id: number;
  vault: string;
  kind: OperatorActionKind;
  market_id: string | null;
  done_by: string;
  comment: string | null;
  done_at: number;
}
