import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** A job of a sweep as it is asked for: plain JSON, under the hash of all that decides what comes of it. */
export interface AskedJob {
  readonly id: string;
  readonly ground: string;
  readonly stage: string;
  readonly job: unknown;
}

/** Makes jobs known; those that are known stay as they are, but for failures, which are given another chance. */
export async function askJobs(db: Kysely<Database>, jobs: readonly AskedJob[]): Promise<void> {
  await sql`
    insert into sweep_jobs (id, ground, stage, job)
    select * from unnest(${jobs.map((one) => one.id)}::text[], ${jobs.map((one) => one.ground)}::text[],
      ${jobs.map((one) => one.stage)}::text[], ${jobs.map((one) => JSON.stringify(one.job))}::jsonb[])
    on conflict (id) do update set failure = null where sweep_jobs.failure is not null`.execute(db);
}

export interface WaitingStage {
  readonly ground: string;
  readonly stage: string;
  readonly jobs: number;
  /** One of them. */
  readonly job: unknown;
}

/** Stages with jobs of which nothing has come yet, those asked for first before others. */
export async function waitingStages(db: Kysely<Database>): Promise<readonly WaitingStage[]> {
  const { rows } = await sql<WaitingStage>`
    select ground, stage, count(*) as jobs, (array_agg(job order by id))[1] as job from sweep_jobs
    where trial is null and failure is null
    group by ground, stage order by min(asked_at), stage`.execute(db);
  return rows;
}

/** One job by its id; null where it is not known. */
export async function askedJob(db: Kysely<Database>, id: string): Promise<{ readonly job: unknown; readonly isDone: boolean } | null> {
  const row = await db.selectFrom("sweep_jobs").select(["job", "trial", "failure"]).where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : { job: row.job, isDone: row.trial !== null || row.failure !== null };
}

/** Keeps what came of a job; the first result stays, and every other would be the same. */
export async function keepTrial(db: Kysely<Database>, id: string, trial: unknown): Promise<void> {
  await db
    .updateTable("sweep_jobs")
    .set({ trial: JSON.stringify(trial), failure: null })
    .where("id", "=", id)
    .where("trial", "is", null)
    .execute();
}

/** Keeps why nothing came of jobs that have no result. */
export async function keepFailure(db: Kysely<Database>, ids: readonly string[], failure: string): Promise<void> {
  if (ids.length === 0) return;
  await db.updateTable("sweep_jobs").set({ failure }).where("id", "in", ids).where("trial", "is", null).execute();
}

export interface SweepState {
  readonly done: number;
  /** The first job that failed, by id. */
  readonly failed: { readonly id: string; readonly failure: string } | null;
}

/** How far these jobs have come. */
export async function sweepState(db: Kysely<Database>, ids: readonly string[]): Promise<SweepState> {
  const { rows } = await sql<{ done: number; id: string | null; failure: string | null }>`
    select count(*) filter (where trial is not null) as done,
      (array_agg(id order by id) filter (where failure is not null))[1] as id,
      (array_agg(failure order by id) filter (where failure is not null))[1] as failure
    from sweep_jobs where id = any(${ids}::text[])`.execute(db);
  const { done = 0, id = null, failure = null } = rows[0] ?? {};
  return { done, failed: id === null || failure === null ? null : { id, failure } };
}

/** What came of these jobs, by id. */
export async function keptTrials(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await sql<{ id: string; trial: unknown }>`
    select id, trial from sweep_jobs where id = any(${ids}::text[]) and trial is not null`.execute(db);
  return new Map(rows.map(({ id, trial }) => [id, trial]));
}
