import { Command, Option } from "commander";
import { pino } from "pino";
import { MissingSettingError } from "../config/errors.ts";
import type { VaultConfiguration } from "../config/vaults.ts";
import { openDaemonAlerting, storeOfAlerts } from "../daemon/alerting.ts";
import { runDaemon } from "../daemon/daemon.ts";
import type { DaemonEvent } from "../daemon/events.ts";
import { jsonLog } from "../daemon/log.ts";
import { LOG_LEVELS, type LogLevel } from "../daemon/logEntry.ts";
import { createTurns } from "../daemon/turns.ts";
import type { KeptVault } from "../daemon/vaultLoop.ts";
import { systemClock } from "../execute/clock.ts";
import { vaultsToKeep } from "./context.ts";
import { loadEnvironmentFile } from "./environmentFile.ts";
import { type Interruption, listenForInterruption } from "./interruption.ts";
import { configuredOperator, openApi } from "./openApi.ts";
import { openConfiguredKeeper } from "./openKeeper.ts";
import { signingEnvironment } from "./openSigner.ts";
import { createOutput } from "./output.ts";
import { runReport } from "./runReport.ts";
import { namedSecret } from "./secrets.ts";

/** How long the end of a tick may take once the process was asked to stop. */
const STOP_MILLISECONDS = 30_000;

interface RunOptions {
  readonly dryRun: boolean;
  readonly standby: boolean;
  readonly logFormat: "text" | "json";
  readonly logLevel?: LogLevel;
}

export function runCommand(): Command {
  return new Command("run")
    .description("Keeps every configured vault: a tick at every boundary of tickSeconds until it is stopped with Ctrl-C.")
    .option("--dry-run", "do everything but send, and say what would have been sent", false)
    .option("--no-standby", "fail when another keeper keeps the vault, instead of standing by")
    .addOption(
      new Option("--log-format <format>", "text for people, or one JSON line an event on standard error")
        .choices(["text", "json"])
        .default("text"),
    )
    .addOption(new Option("--log-level <level>", "of --log-format json (default: info)").choices(LOG_LEVELS))
    .addHelpText(
      "after",
      `
Needs a key (docs/keys.md); with --dry-run and no key it decides and explains.
One line a tick on standard output, JSON with --json. A tick that fails is reported and the next one tries again; a vault that
cannot be opened is tried again without disturbing the others. SIGHUP reads the configuration again. See docs/running.md.

Examples:
  $ npx keeper run
  $ npx keeper run --dry-run --json | tee ticks.jsonl
  $ npx keeper run --log-format json 2>> keeper.log`,
    )
    .action(async (options: RunOptions, command: Command) => {
      const output = createOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const { shared, vaults } = vaultsToKeep(command);
      const { api, health } = shared;
      let several = vaults.length > 1;
      const report = runReport(output, () => several);
      const log = logOf(options);
      const emit = (event: DaemonEvent) => {
        log?.(event);
        // In the one stream of a log nothing is said twice; whole ticks are printed to whoever asks for them.
        if (log === null || (output.json && (event.type === "ticked" || event.type === "tick-failed"))) report(event);
      };
      const turns = createTurns();
      const kept = (vault: VaultConfiguration): KeptVault => {
        const signing = signingEnvironment(vault.environmentSuffix);
        const { dryRun } = options;
        return {
          ...vault,
          secrets: signing,
          open: (listeners) => openConfiguredKeeper(vault.configuration, { ...listeners, signing, dryRun, turns }),
        };
      };
      const alerting = openDaemonAlerting({
        settings: shared.alerts,
        reports: shared.reports,
        secretOf: namedSecret,
        ...storeOfAlerts(shared),
        clock: systemClock,
      });
      const interruption = listenForInterruption();
      const deadline = exitAfter(interruption);
      try {
        await runDaemon(
          {
            vaults: vaults.map(kept),
            health,
            openApi:
              api === null
                ? null
                : ({ onFailure, requestTick }) =>
                    openApi(shared, { vaults, settings: api, operator: configuredOperator(requestTick), onFailure }),
            alerting,
            standsBy: options.standby,
            reload: () => {
              loadEnvironmentFile();
              const next = vaultsToKeep(command).vaults;
              several = next.length > 1;
              return next.map(kept);
            },
            onReload: onHangup,
            clock: systemClock,
            emit,
          },
          interruption.signal,
        );
      } finally {
        deadline.clear();
        interruption.release();
      }
    });
}

function logOf({ logFormat, logLevel }: RunOptions): ((event: DaemonEvent) => void) | null {
  if (logFormat === "json") return jsonLog(logLevel ?? "info", pino.destination({ dest: 2, sync: true }));
  if (logLevel === undefined) return null;
  throw new MissingSettingError("--log-level is of --log-format json", "Add --log-format json, or leave --log-level out.");
}

function onHangup(callback: () => void): () => void {
  process.on("SIGHUP", callback);
  return () => process.off("SIGHUP", callback);
}

/** Whatever hangs then, the outbox knows what was sent. */
function exitAfter({ signal }: Interruption): { clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => {
      process.stderr.write(
        `error: not ended after ${STOP_MILLISECONDS / 1000} s. The next start finds out what became of what was sent.\n`,
      );
      process.exit(1);
    }, STOP_MILLISECONDS);
  };
  signal.addEventListener("abort", begin, { once: true });
  return {
    clear() {
      signal.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
}
