import { type DaemonEvent, troubleText } from "../daemon/events.ts";
import { tickLine, tickSummary } from "../watch/tickSummary.ts";
import { describeFailure, failureLine, type Output, toJson } from "./output.ts";

/**
 * What `keeper run` says: a line a tick on standard output, JSON with --json; for people everything else on standard error.
 * @param several Whether lines have to tell which vault they are of.
 */
export function runReport(output: Output, several: () => boolean): (event: DaemonEvent) => void {
  return (event) => {
    const name = "vault" in event && several() ? event.vault : null;
    const prefix = name === null ? "" : `${name}: `;
    const named = name === null ? {} : { name };
    const fail = (what: string, error: Error) => {
      if (output.json) process.stdout.write(`${toJson({ ...named, error: describeFailure(error) })}\n`);
      else output.say(`${prefix}${what}: ${failureLine(error)}`);
    };
    switch (event.type) {
      case "leading":
        return output.say(`${prefix}Keeping ${event.address} with ${event.strategy}, a tick every ${event.tickSeconds} s. Ctrl-C stops.`);
      case "standing-by":
        return output.say(`${prefix}Another keeper keeps the vault. Standing by to take over when it stops.`);
      case "ticked":
        return output.result({ ...named, ...tickSummary(event.report) }, `${prefix}${tickLine(event.report)}`);
      case "tick-failed":
        return fail("tick failed", event.error);
      case "restarting":
        return fail(`not kept, next attempt in ${event.pauseSeconds} s`, event.error);
      case "trouble":
        process.stderr.write(`${prefix}${troubleText[event.what]}: ${failureLine(event.error)}\n`);
        return;
      case "alerts-failed":
        process.stderr.write(`alerts: ${failureLine(event.error)}\n`);
        return;
      case "listening":
        return output.say(`${event.what === "api" ? "Dashboard and API are" : "Health and metrics are"} at ${event.address}.`);
      case "api-failed":
        process.stderr.write(`a request could not be answered: ${failureLine(event.error)}\n`);
        return;
      case "reloaded":
        return output.say(`Configuration reloaded: ${event.changes.join("; ") || "nothing changed"}.`);
      case "reload-failed":
        process.stderr.write(`The new configuration cannot be used, the old one holds: ${failureLine(event.error)}\n`);
        return;
    }
  };
}
