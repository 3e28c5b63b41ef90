import type { Kysely } from "kysely";
import { type AlertVault, reaches, type Silence } from "../../core/alert.ts";
import { orderDelivery } from "../../store/alertDeliveries.ts";
import { silencesAt } from "../../store/alertSilences.ts";
import { deletePending, insertAlert, lockAlerts, type StoredAlert, unresolvedAlerts, updateAlert } from "../../store/alerts.ts";
import type { Database } from "../../store/schema.ts";
import type { OpenRoute } from "./channels/open.ts";
import type { AlertInput } from "./input.ts";
import { advance, type Track } from "./lifecycle.ts";
import { isSilenced, noticeOf } from "./notice.ts";
import type { Finding, Rule } from "./rule.ts";

export interface EvaluationDeps {
  readonly db: Kysely<Database>;
  readonly rules: readonly Rule[];
  readonly routes: readonly Pick<OpenRoute, "name" | "minimumSeverity" | "vaults" | "channel">[];
  readonly repeatSeconds: number;
  readonly groupSeconds: number;
  /** Evaluations that follow each other faster count as one. */
  readonly leastGapSeconds: number;
}

/** What one rule says of a vault: its findings, or null when it cannot say. */
interface Judged {
  readonly rule: Rule;
  readonly findings: readonly Finding[] | null;
}

/**
 * Judges one vault, moves its alerts on and writes down what has to be told, all in one transaction: whoever is killed on the way has done all of
 * it, or nothing. Returns how many alerts are open.
 */
export async function evaluateVault(deps: EvaluationDeps, input: AlertInput): Promise<number> {
  const judged = deps.rules.map(
    (rule): Judged => ({
      rule,
      findings: input.news.leads || rule.judgedByAnyone === true ? oneASubject(rule.judge(input)) : null,
    }),
  );
  return deps.db.transaction().execute(async (db) => {
    await lockAlerts(db);
    const silences = await silencesAt(db, input.nowSeconds);
    const before = new Map((await unresolvedAlerts(db, input.vault)).map((alert) => [alert.fingerprint, alert]));
    const within: Within = { ...deps, db, silences, nowSeconds: input.nowSeconds };
    let open = 0;
    for (const { rule, findings } of judged) {
      const ofRule = [...before.values()].filter((alert) => alert.rule === rule.name);
      for (const finding of findings ?? []) {
        const fingerprint = fingerprintOf(input.vault, rule.name, finding.subject);
        open += Number(await moveOn(within, rule, input.vault, before.get(fingerprint) ?? null, finding, fingerprint));
        before.delete(fingerprint);
      }
      for (const alert of ofRule) {
        if (!before.delete(alert.fingerprint)) continue;
        if (findings === null) open += Number((await tell(within, alert)).state !== "pending");
        else open += Number(await moveOn(within, rule, input.vault, alert, null, alert.fingerprint));
      }
    }
    return open;
  });
}

/** The worst of each subject: an alert is about one thing. */
function oneASubject(findings: readonly Finding[] | null): readonly Finding[] | null {
  if (findings === null) return null;
  const bySubject = new Map<string, Finding>();
  for (const finding of findings) {
    const other = bySubject.get(finding.subject);
    if (other === undefined || !reaches(other.severity, finding.severity)) bySubject.set(finding.subject, finding);
  }
  return [...bySubject.values()];
}

/** The same for the same thing, however often it happens, in any database that several keepers share. */
export function fingerprintOf({ name, chainId, address }: AlertVault, rule: string, subject: string): string {
  return [address === null ? name : `${chainId}:${address}`, rule, subject].join("/");
}

interface Within extends EvaluationDeps {
  readonly silences: readonly Silence[];
  readonly nowSeconds: number;
}

/** Whether it is open afterwards. */
async function moveOn(
  within: Within,
  rule: Rule,
  vault: AlertVault,
  before: StoredAlert | null,
  finding: Finding | null,
  fingerprint: string,
): Promise<boolean> {
  const { db, nowSeconds, leastGapSeconds } = within;
  const after = advance(before, finding?.severity ?? null, rule.hysteresis, nowSeconds, leastGapSeconds);
  if (after === null) {
    if (before !== null) await deletePending(db, before.id);
    return false;
  }
  const alert = before ?? (finding === null ? null : await insertAlert(db, opened(rule, vault, finding, fingerprint, after, nowSeconds)));
  if (alert === null) return false;
  const told = await tell(within, { ...alert, ...changed(alert, after, finding, nowSeconds) });
  return told.state === "firing" || told.state === "acknowledged";
}

function opened(
  rule: Rule,
  vault: AlertVault,
  { subject, summary, details }: Finding,
  fingerprint: string,
  track: Track,
  nowSeconds: number,
): Omit<StoredAlert, "id"> {
  const { name, chainId, address } = vault;
  return {
    ...track,
    rule: rule.name,
    vault: { name, chainId, address },
    subject,
    fingerprint,
    openedAtSeconds: nowSeconds,
    lastSeenSeconds: nowSeconds,
    acknowledgedBy: null,
    acknowledgedAtSeconds: null,
    acknowledgedComment: null,
    resolvedAtSeconds: null,
    notified: null,
    summary,
    details,
  };
}

/** What an evaluation changes of an alert. Whoever took on what got worse since has to take it on once more. */
function changed(before: StoredAlert, after: Track, finding: Finding | null, nowSeconds: number): Partial<StoredAlert> {
  const nobody = after.state === "firing" ? { acknowledgedBy: null, acknowledgedAtSeconds: null, acknowledgedComment: null } : {};
  const now = finding === null ? {} : { lastSeenSeconds: nowSeconds, summary: finding.summary, details: finding.details };
  const over = after.state === "resolved" && before.state !== "resolved" ? { resolvedAtSeconds: nowSeconds } : {};
  const { state, severity, streak, streakSinceSeconds, evaluatedAtSeconds } = after;
  return { state, severity, streak, streakSinceSeconds, evaluatedAtSeconds, ...nobody, ...now, ...over };
}

/** Writes an alert as it is now, and with it what routes are to be told. */
async function tell(within: Within, alert: StoredAlert): Promise<StoredAlert> {
  const { db, nowSeconds, routes, silences, repeatSeconds, groupSeconds } = within;
  const silenced = isSilenced(alert, silences, nowSeconds);
  const notice = noticeOf(alert, alert.notified, { nowSeconds, silenced, repeatSeconds });
  if (notice === null || alert.state === "pending") {
    await updateAlert(db, alert);
    return alert;
  }
  for (const route of routes) {
    if (!reaches(alert.severity, route.minimumSeverity) || route.vaults?.includes(alert.vault.name) === false) continue;
    const groupKey = route.channel.oneByOne ? `alert ${alert.id}` : `${alert.vault.chainId} ${alert.vault.name} ${alert.rule}`;
    await orderDelivery(db, { alertId: alert.id, route: route.name, notice, groupKey, nowSeconds, groupSeconds });
  }
  const told = { ...alert, notified: { state: alert.state, severity: alert.severity, atSeconds: nowSeconds } };
  await updateAlert(db, told);
  return told;
}
