import { Command } from "commander";
import { isDevelopmentNode, recordsFolder } from "../../scripts/deploy/folders.ts";
import { findDeploymentRecord } from "../../scripts/deploy/readRecord.ts";
import { patienceOf } from "../../scripts/verify/await.ts";
import { openProvider } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { contextOf, onlyRecordedVault } from "./context.ts";
import { checkExplorer, DEFAULT_WAIT_SECONDS, describeVerification, explorerOption } from "./verification.ts";

interface VerifyOptions {
  readonly explorer?: string;
  readonly from?: string;
  readonly wait: string;
  readonly dryRun: boolean;
}

const LONGEST_WAIT_SECONDS = 3_600;

export function verifyCommand(): Command {
  return new Command("verify")
    .description("Publishes the sources of a deployment on a block explorer, which compares them with the code on chain.")
    .option(
      "--explorer <name or url>",
      "etherscan, blockscout, sourcify, or a URL (default: etherscan with ETHERSCAN_API_KEY, else sourcify)",
    )
    .option("--from <folder>", "where the record is (default: deployments/, for a development chain <data folder>/deployments/)")
    .option("--wait <seconds>", "how long to wait for the verdict on one contract", String(DEFAULT_WAIT_SECONDS))
    .option("--dry-run", "compiles and compares what would be submitted, and submits nothing; takes a minute or two", false)
    .addHelpText(
      "after",
      `
Verifies every contract of the record of --vault, or of the only one recorded for the chain. Before anything is submitted, the compiled
contracts are compared with the chain, constructor arguments included; sources of another commit are refused. A plain URL is that of a Blockscout; write the kind before
it for others: sourcify:https://…, etherscan:https://….

Needs \`npm run compile\`, for Etherscan ETHERSCAN_API_KEY; BLOCKSCOUT_API_KEY is used if there is one. Sourcify needs no key and passes on
what it verifies.

Exits with 0 if everything is verified, with 1 if something was refused or is not decided yet: the same command asks again.

Examples:
  $ npx keeper verify --dry-run
  $ npx keeper verify --explorer sourcify
  $ npx keeper verify --explorer https://eth.blockscout.com --vault 0x… --json`,
    )
    .action(async (options: VerifyOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      const { chainId, dataFolder, vault } = configuration;
      const patience = patienceOf(secondsOf(options.wait));
      const choice = explorerOption(options.explorer, chainId);
      const provider = await openProvider(configuration);
      try {
        const isDevelopment = await isDevelopmentNode(provider);
        if (!options.dryRun) checkExplorer(choice, isDevelopment);
        const folder = options.from ?? recordsFolder(isDevelopment, dataFolder);
        const record = findDeploymentRecord(folder, chainId, vault ?? onlyRecordedVault([folder], chainId));
        const { rehearseVerification, verifyDeployment } = await import("../../scripts/verify/verifyDeployment.ts");
        const onStep = (step: string) => output.say(`… ${step}`);
        const given = { record, provider, explorer: choice.explorer, onStep };
        const verification = options.dryRun ? await rehearseVerification(given) : await verifyDeployment({ ...given, patience });
        output.result({ ...(options.dryRun ? { dryRun: true } : {}), ...verification }, describeVerification(verification, options.dryRun));
        if (!verification.verified) process.exitCode = 1;
      } finally {
        provider.destroy();
      }
    });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_WAIT_SECONDS) return seconds;
  throw new MissingSettingError(`--wait ${text} is out of range`, `Give a whole number of seconds from 1 to ${LONGEST_WAIT_SECONDS}.`);
}
