import { type Pool, types } from "pg";
import { type Job, type JobAttempt, PgBoss } from "pg-boss";

/** A job that is ours to run, until it is done or its heartbeat stops. */
export interface Claim {
  readonly jobId: string;
  readonly attempt: JobAttempt;
}

export interface QueueSettings {
  /** A claim without a sign of life for so long is somebody else's to take; at least 10. */
  readonly heartbeatSeconds: number;
}

export const DEFAULT_QUEUE_SETTINGS: QueueSettings = { heartbeatSeconds: 60 };

/** Who runs which job, one queue a stage: every job once, and once more if whoever ran it died. */
export interface JobQueue {
  readonly heartbeatSeconds: number;
  /** Puts jobs into the stage's queue, but for those that wait there or are being run. */
  add(stageId: string, jobIds: readonly string[]): Promise<void>;
  hasWaiting(stageId: string): Promise<boolean>;
  /** The next job, or null when none waits. */
  take(stageId: string): Promise<Claim | null>;
  /** A sign of life. */
  keep(stageId: string, claim: Claim): Promise<void>;
  finish(stageId: string, claim: Claim): Promise<void>;
  /** Says that whoever ran it died: it waits again, unless it was the second time. */
  lose(stageId: string, claim: Claim): Promise<void>;
  /** Puts back what was not finished, as if nobody had begun it. */
  putBack(stageId: string, claim: Claim): Promise<void>;
  /** Takes claims from who gives no sign of life any more; the ids of the jobs that were lost twice. */
  abandoned(stageId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface JobData {
  readonly jobId: string;
}

/** Apart from the keeper's own tables, which backups hold: who is at work now is no record. */
const SCHEMA = "pgboss";
const MOST_JOBS = 100_000;
/** No trial takes a day; signs of life tell much sooner. */
const EXPIRE_SECONDS = 86_000;

/** A queue on PostgreSQL by pg-boss; its tables are made when it is opened first. */
export async function openJobQueue(pool: Pool, { heartbeatSeconds } = DEFAULT_QUEUE_SETTINGS): Promise<JobQueue> {
  const boss = new PgBoss({
    // The keeper's connections, with the driver's own reading of numbers.
    db: { executeSql: (text, values) => pool.query({ text, ...(values === undefined ? {} : { values }), types }) },
    schema: SCHEMA,
    supervise: false,
    schedule: false,
    registerInstance: false,
    monitorIntervalSeconds: 1,
  });
  // A question that fails throws where it was asked; this is of what pg-boss asks by itself.
  boss.on("error", () => undefined);
  await boss.start();
  const opened = new Map<string, Promise<string>>();
  const queueOf = (stageId: string): Promise<string> => {
    const known = opened.get(stageId) ?? open(boss, stageId, heartbeatSeconds);
    opened.set(stageId, known);
    return known;
  };
  const insert = async (stageId: string, jobIds: readonly string[]) => {
    const jobs = jobIds.map((jobId) => ({ id: uuidOf(jobId), data: { jobId } satisfies JobData }));
    if (jobs.length > 0) await boss.insert(await queueOf(stageId), jobs);
  };
  return {
    heartbeatSeconds,
    async add(stageId, jobIds) {
      const queue = await queueOf(stageId);
      const known = await boss.findJobs<JobData>(queue, { limit: MOST_JOBS });
      const over = known.filter(({ state }) => ["completed", "cancelled", "failed"].includes(state));
      const atWork = new Set(known.filter((one) => !over.includes(one)).map(({ data }) => data.jobId));
      const wanted = jobIds.filter((jobId) => !atWork.has(jobId));
      const again = over.filter(({ data }) => wanted.includes(data.jobId)).map(({ id }) => id);
      if (again.length > 0) await boss.deleteJob(queue, again);
      await insert(stageId, wanted);
    },
    async hasWaiting(stageId) {
      return (await boss.findJobs(await queueOf(stageId), { queued: true, limit: 1 })).length > 0;
    },
    async take(stageId) {
      const [job] = await boss.fetch<JobData>(await queueOf(stageId), { batchSize: 1 });
      return job === undefined ? null : claimOf(job);
    },
    async keep(stageId, { attempt }) {
      await boss.touch(await queueOf(stageId), attempt);
    },
    async finish(stageId, { attempt }) {
      await boss.complete(await queueOf(stageId), attempt);
    },
    async lose(stageId, { attempt }) {
      await boss.fail(await queueOf(stageId), attempt);
    },
    async putBack(stageId, { jobId, attempt }) {
      await boss.deleteJob(await queueOf(stageId), attempt);
      await insert(stageId, [jobId]);
    },
    async abandoned(stageId) {
      const queue = await queueOf(stageId);
      await boss.supervise(queue);
      const known = await boss.findJobs<JobData>(queue, { limit: MOST_JOBS });
      return known.filter(({ state }) => state === "failed").map(({ data }) => data.jobId);
    },
    async close() {
      await boss.stop({ graceful: false, close: false });
    },
  };
}

async function open(boss: PgBoss, stageId: string, heartbeatSeconds: number): Promise<string> {
  const name = `sweep/${stageId.slice(0, 32)}`;
  await boss.createQueue(name, { retryLimit: 1, retryDelay: 0, expireInSeconds: EXPIRE_SECONDS, heartbeatSeconds });
  return name;
}

function claimOf({ id, retryCount, data }: Job<JobData>): Claim {
  return { jobId: data.jobId, attempt: { id, retryCount } };
}

/** A UUID of version 8 (RFC 9562: its maker's own) from a hash: one job is in the queue once. */
function uuidOf(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
