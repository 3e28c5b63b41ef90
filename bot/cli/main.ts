import { Command, CommanderError } from "commander";
import { alertsCommand } from "./alerts.ts";
import { apiCommand } from "./api.ts";
import { backfillCommand } from "./backfill.ts";
import { backtestCommand } from "./backtest.ts";
import { dbCommand } from "./db.ts";
import { deployCommand } from "./deploy.ts";
import { doctorCommand } from "./doctor.ts";
import { loadEnvironmentFile } from "./environmentFile.ts";
import { evaluateCommand } from "./evaluate.ts";
import { exportCommand } from "./export.ts";
import { forecastCommand } from "./forecast.ts";
import { importCommand } from "./import.ts";
import { keyCommand } from "./key.ts";
import { observeCommand } from "./observe.ts";
import { deriskCommand, liftCommand, pauseCommand, resumeCommand } from "./operate.ts";
import { reportFailure } from "./output.ts";
import { reportCommand } from "./report.ts";
import { riskCommand } from "./risk.ts";
import { runCommand } from "./run.ts";
import { statusCommand } from "./status.ts";
import { sweepCommand } from "./sweep.ts";
import { syntheticCommand } from "./synthetic.ts";
import { tickCommand } from "./tick.ts";
import { trainCommand } from "./train.ts";
import { usageFailure } from "./usage.ts";
import { verifyCommand } from "./verify.ts";

/** Runs one command and returns the process's exit code: 0 done, 1 failed, 2 wrong input, 3 something needed is out of reach. */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  // A reader that goes away (`keeper status | head`) has read enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  try {
    loadEnvironmentFile();
    await createProgram(json).parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Help: asked for, or shown because no command was named.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error, json);
  }
}

function createProgram(json: boolean): Command {
  const program = new Command("keeper")
    .description("Keeps an ERC-4626 vault where it earns most after all costs: observe, predict, decide, execute.")
    .option("-c, --config <file>", "configuration file (default: yield-keeper.json, if there is one)")
    .option("--json", "print results as one line of JSON")
    .option("--rpc <urls>", "JSON-RPC endpoints, comma separated (default: MAINNET_RPC_URL)")
    .option("--vault <address>", "the vault to keep (default: KEEPER_VAULT, or the only one recorded for the chain)")
    .option("--vault-name <name>", "which of several configured vaults a command is for (docs/running.md)")
    .option("--data-folder <folder>", "where the embedded database and records live (default: .yield-keeper)")
    .showSuggestionAfterError()
    // What is wrong with a command line is thrown, and reported like every other failure.
    .configureOutput({ outputError: () => undefined, ...(json ? { writeErr: () => undefined } : {}) })
    .exitOverride(usageFailure("keeper", json))
    .addHelpText(
      "after",
      `
Examples:
  $ npx keeper doctor                    check everything the keeper needs, and say what to do about what is missing
  $ npx keeper deploy --asset USDC       deploy a vault with an adapter for every market of USDC
  $ npx keeper tick --dry-run            one turn of the loop without sending anything
  $ npx keeper run                       keep the vault, a tick every five minutes
  $ npx keeper status --json             where the money is and what was done last
  $ npx keeper api                       the same and more over HTTP, for programs
  $ npx keeper forecast                  what markets are expected to pay, and how good earlier forecasts were
  $ npx keeper risk                      what may go wrong in markets, and why
  $ npx keeper alerts                    what is wrong now, and who was told
  $ npx keeper pause                     the keeper sends nothing until \`keeper resume\`
  $ npx keeper derisk                    everything out of the markets, until \`keeper lift\`
  $ npx keeper report --period week      how the vault did, against its markets, and what it cost
  $ npx keeper key new --out FILE        a new key in an encrypted file
  $ npx keeper db backup FILE            everything the database holds, in one file

The configuration is described in docs/configuration.md, the environment variables in .env.example.`,
    );
  for (const create of [
    runCommand,
    tickCommand,
    statusCommand,
    apiCommand,
    forecastCommand,
    riskCommand,
    alertsCommand,
    pauseCommand,
    resumeCommand,
    deriskCommand,
    liftCommand,
    reportCommand,
    observeCommand,
    importCommand,
    exportCommand,
    backfillCommand,
    syntheticCommand,
    backtestCommand,
    trainCommand,
    evaluateCommand,
    sweepCommand,
    dbCommand,
    deployCommand,
    verifyCommand,
    doctorCommand,
    keyCommand,
  ]) {
    program.addCommand(withUsageFailures(create(), program, "keeper", json));
  }
  return program;
}

/** A command and its subcommands report what is wrong with their command line as the program does. */
function withUsageFailures(command: Command, parent: Command, path: string, json: boolean): Command {
  const name = `${path} ${command.name()}`;
  command.copyInheritedSettings(parent).exitOverride(usageFailure(name, json));
  for (const subcommand of command.commands) withUsageFailures(subcommand, command, name, json);
  return command;
}
