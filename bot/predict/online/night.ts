import type { Kysely } from "kysely";
import type { UnixSeconds } from "../../core/units.ts";
import { type ModelName, scoredTrials } from "../../store/forecastTrials.ts";
import { type ModelEvent, modelEvents, recordModelEvents } from "../../store/modelEvents.ts";
import type { Database } from "../../store/schema.ts";
import { type Comparison, compare, type EqualAccuracyTest } from "./comparison.ts";
import type { FeatureDrift } from "./drift.ts";
import { challengerVerdict, GATE_SETTINGS, type GateSettings, rollbackVerdict } from "./gate.ts";
import { type ModelRoles, rolesOf } from "./roles.ts";

const DAY_SECONDS = 86_400;

export interface NightDeps {
  readonly db: Kysely<Database>;
  /** The model a person chose. */
  readonly start: ModelName;
  readonly test: EqualAccuracyTest;
  /** Whether live features have moved away from what the champion was trained on; empty where they have not, or nobody can tell. */
  readonly driftOf: (champion: ModelName, nowSeconds: UnixSeconds) => Promise<readonly FeatureDrift[]>;
  /** Trains the champion on what it has not seen, writes the model, and names it; null where that is too little, or cannot be done. */
  readonly trainChallenger: (champion: ModelName, nowSeconds: UnixSeconds) => Promise<TrainedChallenger | null>;
  readonly settings?: GateSettings;
}

export interface TrainedChallenger {
  readonly name: ModelName;
  /** Figures of the training, to be kept with the event. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What kinds of events a night (a UTC day) has at most one of. */
const CHANGES: readonly ModelEvent["kind"][] = ["promoted", "rolled-back"];

/**
 * What is done once a night: look whether features drifted; go back to the former champion if it was the better one; else judge the
 * challenger if its window is over; else, where there is none, train one. At most one of the last three. Every step leaves its event, and
 * none is taken twice in a night, whatever was interrupted: a night may be begun again.
 *
 * @returns The events of this call.
 */
export async function night(deps: NightDeps, nowSeconds: UnixSeconds): Promise<readonly ModelEvent[]> {
  const { db, start } = deps;
  const events = await modelEvents(db, 0);
  const tonight = events.filter((event) => event.timeSeconds >= nowSeconds - (nowSeconds % DAY_SECONDS));
  const happened = (...kinds: readonly ModelEvent["kind"][]) => tonight.some((event) => kinds.includes(event.kind));
  const roles = rolesOf(start, events);
  const done: ModelEvent[] = [];
  const record = async (event: ModelEvent) => {
    await recordModelEvents(db, [event]);
    done.push(event);
  };

  if (!happened("drift")) {
    const features = await deps.driftOf(roles.champion, nowSeconds);
    if (features.length > 0) await record({ ...roles.champion, timeSeconds: nowSeconds, kind: "drift", detail: { features } });
  }
  if (happened(...CHANGES, "challenger-rejected")) return done;
  const change = (await rollback(deps, roles, nowSeconds)) ?? (await judgement(deps, roles, nowSeconds));
  if (change !== null) await record(change);
  else if (roles.challenger === null && !happened("challenger-trained")) {
    const trained = await deps.trainChallenger(roles.champion, nowSeconds);
    if (trained !== null) {
      const detail = { ...trained.detail, champion: roles.champion };
      await record({ ...trained.name, timeSeconds: nowSeconds, kind: "challenger-trained", detail });
    }
  }
  return done;
}

/** The former champion, while it is still compared with its successor. */
export function watchedFormer(
  { former }: ModelRoles,
  nowSeconds: UnixSeconds,
  settings: GateSettings = GATE_SETTINGS,
): ModelRoles["former"] {
  return former === null || nowSeconds > former.sinceSeconds + 2 * settings.windowSeconds ? null : former;
}

async function rollback(deps: NightDeps, roles: ModelRoles, nowSeconds: UnixSeconds): Promise<ModelEvent | null> {
  const { settings = GATE_SETTINGS } = deps;
  const former = watchedFormer(roles, nowSeconds, settings);
  if (former === null) return null;
  const since = Math.max(former.sinceSeconds, nowSeconds - settings.windowSeconds);
  const comparisons = await compared(deps, former, roles.champion, since);
  const { verdict, reason } = rollbackVerdict(comparisons, settings);
  if (verdict !== "promote") return null;
  const { model, modelVersion } = former;
  return { ...roles.champion, timeSeconds: nowSeconds, kind: "rolled-back", detail: { reason, to: { model, modelVersion }, comparisons } };
}

async function judgement(deps: NightDeps, { champion, challenger }: ModelRoles, nowSeconds: UnixSeconds): Promise<ModelEvent | null> {
  if (challenger === null) return null;
  const { settings = GATE_SETTINGS } = deps;
  const comparisons = await compared(deps, challenger, champion, challenger.sinceSeconds);
  const { verdict, reason } = challengerVerdict(comparisons, challenger.sinceSeconds, nowSeconds, settings);
  if (verdict === "wait") return null;
  const { model, modelVersion } = challenger;
  const kind = verdict === "promote" ? "promoted" : "challenger-rejected";
  return { model, modelVersion, timeSeconds: nowSeconds, kind, detail: { reason, champion, comparisons } };
}

async function compared(
  { db, test }: NightDeps,
  one: ModelName,
  other: ModelName,
  sinceSeconds: UnixSeconds,
): Promise<readonly Comparison[]> {
  const [trials, others] = await Promise.all([scoredTrials(db, one, sinceSeconds), scoredTrials(db, other, sinceSeconds)]);
  return compare(trials, others, test);
}
