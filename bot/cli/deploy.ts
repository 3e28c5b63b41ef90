import path from "node:path";
import { Command, Option } from "commander";
import { getAddress, isAddress, Wallet } from "ethers";
import { deployVault } from "../../scripts/deploy/deployVault.ts";
import { isDevelopmentNode, recordsFolder } from "../../scripts/deploy/folders.ts";
import { prepareRecordsFolder, writeDeploymentRecord } from "../../scripts/deploy/record.ts";
import { vaultSpecification } from "../../scripts/deploy/specification.ts";
import { addressBookOf, configuredMarkets, openProvider } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import type { Address } from "../core/units.ts";
import { localSigner } from "../execute/signer.ts";
import { contextOf } from "./context.ts";
import { deployerPrivateKey, keeperPrivateKey } from "./secrets.ts";

interface DeployOptions {
  readonly asset: string;
  readonly owner?: string;
  readonly curator?: string;
  readonly keeper?: string;
  readonly guardian?: string;
  readonly idleFloorBps: string;
  readonly maxLossBps: string;
  readonly absoluteCap: string;
  readonly relativeCapBps: string;
  readonly out?: string;
}

export function deployCommand(): Command {
  return new Command("deploy")
    .description("Deploys a vault with an adapter for every configured market of its asset, and records it.")
    .option("--asset <symbol>", "the token depositors bring", "USDC")
    .option("--owner <address>", "grants roles and unpauses (default: the deployer)")
    .option("--curator <address>", "adds adapters and sets limits (default: the deployer)")
    .option("--keeper <address>", "rebalances (default: the account of KEEPER_PRIVATE_KEY)")
    .option("--guardian <address>", "pauses and lowers limits (default: the deployer)")
    .addOption(new Option("--idle-floor-bps <bps>", "least share of total assets kept idle").default("200"))
    .addOption(new Option("--max-loss-bps <bps>", "most that one rebalance may lose, of total assets").default("5"))
    .addOption(new Option("--absolute-cap <tokens>", "most that each adapter may hold, in whole tokens").default("10000000"))
    .addOption(new Option("--relative-cap-bps <bps>", "most that each adapter may hold, of total assets").default("6000"))
    .option("--out <folder>", "where the record goes (default: deployments/, for a development chain <data folder>/deployments/)")
    .addHelpText(
      "after",
      `
Needs DEPLOYER_PRIVATE_KEY (or KEEPER_PRIVATE_KEY) and \`npm run compile\`.

Examples:
  $ npx keeper deploy --asset USDC --relative-cap-bps 5000
  $ npx keeper deploy --owner 0x… --guardian 0x… --json`,
    )
    .action(async (options: DeployOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      const { key, variable } = deployerPrivateKey();
      const deployer = localSigner(key, variable).address;
      const keeperKey = keeperPrivateKey();
      const specification = vaultSpecification({
        addressBook: addressBookOf(configuration.chainId),
        markets: configuredMarkets(configuration),
        assetSymbol: options.asset,
        roles: {
          owner: addressOption("--owner", options.owner, deployer),
          curator: addressOption("--curator", options.curator, deployer),
          keeper: addressOption("--keeper", options.keeper, keeperKey === null ? deployer : localSigner(keeperKey).address),
          guardian: addressOption("--guardian", options.guardian, deployer),
        },
        idleFloorBps: wholeNumber("--idle-floor-bps", options.idleFloorBps, 10_000),
        maxRebalanceLossBps: wholeNumber("--max-loss-bps", options.maxLossBps, 100),
        absoluteCapTokens: wholeNumber("--absolute-cap", options.absoluteCap, 1e12),
        relativeCapBps: wholeNumber("--relative-cap-bps", options.relativeCapBps, 10_000),
      });
      const provider = await openProvider(configuration);
      try {
        const folder = options.out ?? recordsFolder(await isDevelopmentNode(provider), configuration.dataFolder);
        prepareRecordsFolder(folder, specification.chainId);
        const deployment = await deployVault({
          deployer: new Wallet(key, provider),
          specification,
          onStep: (step) => output.say(`… ${step}`),
        });
        const record = writeDeploymentRecord(folder, deployment);
        const { vault, adapters } = deployment;
        output.result(
          { ...deployment, record },
          [
            `Vault ${vault.address} with ${adapters.length} adapters, recorded in ${path.relative(".", record)}.`,
            `Next: KEEPER_VAULT=${vault.address} npx keeper doctor`,
          ].join("\n"),
        );
      } finally {
        provider.destroy();
      }
    });
}

function addressOption(name: string, value: string | undefined, otherwise: Address): Address {
  if (value === undefined) return otherwise;
  if (!isAddress(value)) throw new MissingSettingError(`${name} ${value} is no address`, "Give 0x and 40 hexadecimal digits.");
  return getAddress(value);
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new MissingSettingError(`${name} ${text} is out of range`, `Give a whole number from 0 to ${most}.`);
}
