import { randomUUID } from "node:crypto";
import { Command } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { nowSeconds, systemClock } from "../execute/clock.ts";
import { deliveriesOf } from "../store/alertDeliveries.ts";
import { insertSilence, silencesAt } from "../store/alertSilences.ts";
import { acknowledgeAlert, openAlerts, recentAlerts } from "../store/alerts.ts";
import { alertsText, silenceText } from "../watch/alerts/alertsText.ts";
import { openRoute } from "../watch/alerts/channels/open.ts";
import { ruleNamed, rules } from "../watch/alerts/rules/all.ts";
import { sendTest } from "../watch/alerts/testMessage.ts";
import { contextOf } from "./context.ts";
import { durationOption } from "./durationOption.ts";
import { namedSecret } from "./secrets.ts";
import { whoAmI } from "./whoAmI.ts";
import { withStore } from "./withStore.ts";

/** How many `--all` shows. */
const MOST_ALERTS = 200;

export function alertsCommand(): Command {
  const command = new Command("alerts")
    .description("What is wrong now, and who was told; with subcommands: takes it on, silences it, tests routes.")
    .option("--all", "the last alerts, also those that are over", false)
    .addHelpText(
      "after",
      `
Examples:
  $ npx keeper alerts
  $ npx keeper alerts --all --json
  $ npx keeper alerts ack 12
  $ npx keeper alerts silence --rule data-gap --for 2h
  $ npx keeper alerts test slack

Rules, what to do about each, and how routes are set up: docs/alerts.md.`,
    )
    .action(async (options: { all: boolean }, own: Command) => {
      const { configuration, output } = contextOf(own);
      await withStore(configuration, async ({ db }) => {
        const alerts = options.all ? await recentAlerts(db, MOST_ALERTS) : await openAlerts(db);
        const deliveries = await deliveriesOf(
          db,
          alerts.map(({ id }) => id),
        );
        const status = {
          alerts: alerts.map((alert) => ({ ...alert, deliveries: deliveries.filter(({ alertId }) => alertId === alert.id) })),
          silences: await silencesAt(db, now()),
        };
        output.result(status, alertsText(status, options.all));
      });
    });

  command
    .command("ack")
    .description("takes an alert on: it is not repeated any more, unless it gets worse")
    .argument("<id>", "as `keeper alerts` shows it")
    .option("--by <name>", "who takes it on (default: the user of this machine)")
    .option("--comment <words>", "what they say to it")
    .action(async (given: string, options: { by?: string; comment?: string }, own: Command) => {
      const { configuration, output } = contextOf(own);
      const id = /^\d{1,15}$/.test(given) ? Number(given) : null;
      await withStore(configuration, async ({ db }) => {
        const alert =
          id === null
            ? null
            : await acknowledgeAlert(db, id, { by: options.by ?? whoAmI(), comment: options.comment ?? null, atSeconds: now() });
        if (alert === null) {
          const firing = (await openAlerts(db)).filter(({ state }) => state === "firing").map((one) => one.id);
          throw new MissingSettingError(
            `No alert ${given} is firing`,
            firing.length === 0 ? "None is; `keeper alerts --all` shows those that were." : `Choose of ${firing.join(", ")}.`,
          );
        }
        output.result(alert, `Alert ${alert.id} (${alert.rule}) is acknowledged by ${alert.acknowledgedBy}.`);
      });
    });

  command
    .command("silence")
    .description("tells nobody of some alerts for a time; they are recorded all the same")
    .requiredOption("--for <time>", "for how long: 30m, 2h, 7d")
    .option("--rule <rule>", "of this rule only")
    .option("--of <vault>", "of the vault with this name only")
    .option("--subject <subject>", "of this market, transaction, … only, as --json shows it")
    .option("--comment <words>", "why")
    .action(async (options: { for: string; rule?: string; of?: string; subject?: string; comment?: string }, own: Command) => {
      const { configuration, output } = contextOf(own);
      const seconds = durationOption("--for", options.for);
      const { rule = null, of: vaultName = null, subject = null, comment = null } = options;
      if (rule !== null && ruleNamed(rule) === null) {
        throw new MissingSettingError(`--rule ${rule} is no rule`, `Choose of ${rules.map(({ name }) => name).join(", ")}.`);
      }
      await withStore(configuration, async ({ db }) => {
        const untilSeconds = now() + seconds;
        const silence = await insertSilence(db, {
          rule,
          vaultName,
          subject,
          untilSeconds,
          comment,
          createdBy: whoAmI(),
          createdAtSeconds: now(),
        });
        output.result(silence, silenceText(silence));
      });
    });

  command
    .command("test")
    .description("sends a test message by a route, once")
    .argument("<route>", "its name in the configuration")
    .action(async (name: string, _options: object, own: Command) => {
      const { configuration, output } = contextOf(own);
      const { routes } = configuration.alerts;
      const route = routes.find((one) => one.name === name);
      if (route === undefined) {
        throw new MissingSettingError(
          `No route of alerts is called "${name}"`,
          routes.length === 0 ? "Add one to `alerts.routes` (docs/alerts.md)." : `Choose of ${routes.map((one) => one.name).join(", ")}.`,
        );
      }
      await sendTest(openRoute(route, namedSecret), randomUUID(), now());
      output.result({ route: name, kind: route.kind, delivered: true }, `The route "${name}" (${route.kind}) took the test message.`);
    });
  return command;
}

function now(): number {
  return nowSeconds(systemClock);
}
