import { utcTime } from "../../format.ts";
import { AT_ONCE, EVENT, type Rule } from "../rule.ts";

const PATIENCE_TICKS = 3;
/** An execution may wait two minutes for its block. */
const SHORTEST_PATIENCE_SECONDS = 180;

export const keeperStalled: Rule = {
  name: "keeper-stalled",
  judgedByAnyone: true,
  hysteresis: AT_ONCE,
  remedy: "Look whether `keeper run` is alive and what its log says last; `keeper doctor` checks what it needs.",
  judge({ nowSeconds, vault: { tickSeconds }, news, ticks }) {
    const last = ticks[0] === undefined ? null : ticks[0].startedAt.getTime() / 1000;
    const idleSeconds = nowSeconds - Math.max(last ?? 0, news.watchedSinceSeconds);
    if (idleSeconds <= Math.max(SHORTEST_PATIENCE_SECONDS, PATIENCE_TICKS * tickSeconds)) return [];
    const since = last === null ? "not once" : `not since ${utcTime(last)} UTC`;
    const why = news.failure === null ? "" : `: ${news.failure}`;
    return [
      {
        subject: "vault",
        severity: "critical",
        summary: `No tick has begun, ${since}; one was due every ${tickSeconds} s${why}`,
        details: { lastTickSeconds: last, tickSeconds, failure: news.failure },
      },
    ];
  },
};

const FAILED_TICKS = 3;
const FAILED_TICKS_CRITICAL = 12;

export const ticksFailing: Rule = {
  name: "ticks-failing",
  judgedByAnyone: true,
  hysteresis: AT_ONCE,
  remedy: "Read the error; `keeper doctor` checks nodes and database. Until ticks succeed nothing is decided and no risk is reduced.",
  judge({ ticks }) {
    const ended = ticks.filter(({ status }) => status !== "running" && status !== "interrupted");
    const good = ended.findIndex(({ status }) => status !== "failed");
    const failed = good === -1 ? ended.length : good;
    if (failed < FAILED_TICKS) return [];
    const error = ended[0]?.error ?? null;
    return [
      {
        subject: "vault",
        severity: failed >= FAILED_TICKS_CRITICAL ? "critical" : "warning",
        summary: `The last ${failed} ticks failed: ${error === null ? "no reason is recorded" : `${error.rule}: ${error.message}`}`,
        details: { failed, error: error?.rule ?? null },
      },
    ];
  },
};

const NEW_LEADER_SECONDS = 900;

export const leaderChanged: Rule = {
  name: "leader-changed",
  hysteresis: EVENT,
  remedy: "Nothing to do after a restart or a deployment; else look why the keeper before stopped.",
  judge({ nowSeconds, leader }) {
    if (leader === null || leader.epoch === 1 || nowSeconds - leader.sinceSeconds > NEW_LEADER_SECONDS) return [];
    return [
      {
        subject: `leader ${leader.epoch}`,
        severity: "info",
        summary: `Another keeper leads the vault since ${utcTime(leader.sinceSeconds)} UTC`,
        details: { epoch: leader.epoch },
      },
    ];
  },
};
