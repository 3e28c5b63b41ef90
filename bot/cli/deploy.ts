import path from "node:path";
import { Command, Option } from "commander";
import { formatEther, formatUnits, getAddress, isAddress, Wallet, ZeroAddress } from "ethers";
import { UnexpectedNetworkError } from "../../scripts/deploy/errors.ts";
import { isDevelopmentNode, recordsFolder } from "../../scripts/deploy/folders.ts";
import { prepareRecordsFolder, writeDeploymentRecord } from "../../scripts/deploy/record.ts";
import type { Rehearsal } from "../../scripts/deploy/rehearsal.ts";
import { vaultSpecification } from "../../scripts/deploy/specification.ts";
import { addressBookOf, marketsForVault, openProvider } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { DEFAULT_ABSOLUTE_CAP_TOKENS, DEFAULT_LIMITS, DEFAULT_RELATIVE_CAP_BPS } from "../config/vaultDefaults.ts";
import type { Address } from "../core/units.ts";
import { LIMIT_CEILINGS, LIMIT_NAMES, type LimitName } from "../core/vaultLimits.ts";
import { localSigner } from "../execute/signers/localSigner.ts";
import { contextOf } from "./context.ts";
import { deployerKey } from "./deployerKey.ts";
import { openSigner, signingEnvironment } from "./openSigner.ts";
import { checkExplorer, explorerOption, verifyAfterDeployment } from "./verification.ts";

interface DeployOptions {
  readonly asset: string;
  readonly owner?: string;
  readonly curator?: string;
  readonly keeper?: string;
  readonly guardian?: string;
  readonly limit: readonly string[];
  readonly absoluteCap: string;
  readonly relativeCapBps: string;
  readonly riskCap: readonly string[];
  readonly sweepRecipient?: string;
  readonly symbol?: string;
  readonly monitor: boolean;
  readonly out?: string;
  readonly network?: Network;
  readonly dryRun: boolean;
  readonly verify: boolean;
  readonly explorer?: string;
}

type Network = "mainnet" | "local";

/** Blocks on a transaction before the next one depends on it. */
const MAINNET_CONFIRMATIONS = 2;

export function deployCommand(): Command {
  return new Command("deploy")
    .description("Deploys a vault with an adapter for every configured market of its asset that has one, and records it.")
    .option("--asset <symbol>", "the token depositors bring", "USDC")
    .option("--owner <address>", "grants roles and resets breakers (default: the deployer)")
    .option("--curator <address>", "adds adapters and sets caps and limits (default: the deployer)")
    .option("--keeper <address>", "rebalances (default: the account of the keeper's configured key, else the deployer)")
    .option("--guardian <address>", "closes the vault and lowers limits (default: the deployer)")
    .addOption(repeatable("--limit <name=value>", "a limit of the vault, once for each that differs from the defaults"))
    .option("--absolute-cap <tokens>", "most that each adapter may hold, in whole tokens", String(DEFAULT_ABSOLUTE_CAP_TOKENS))
    .option("--relative-cap-bps <bps>", "most that each adapter, and each risk, may hold, of all assets", String(DEFAULT_RELATIVE_CAP_BPS))
    .addOption(repeatable("--risk-cap <name=bps>", "most that all adapters with a risk may hold, where it differs"))
    .option("--sweep-recipient <address>", "deploys a seller of the markets' rewards; tokens it has no route for go to this account")
    .option("--no-monitor", "deploys no breaker monitor")
    .addOption(new Option("--network <network>", "refuses an endpoint that serves another one").choices(["mainnet", "local"]))
    .option("--dry-run", "deploys on a fork of the latest block only, and says what it would cost", false)
    .option("--verify", "verifies the contracts on an explorer afterwards, like `keeper verify`", false)
    .option("--explorer <name or url>", "where to, with --verify: etherscan, blockscout, sourcify, or a URL (see `keeper verify --help`)")
    .option("--symbol <symbol>", "the share token's; tells vaults of one deployer apart (default: yk and the asset's)")
    .option("--out <folder>", "where the record goes (default: deployments/, for a development chain <data folder>/deployments/)")
    .addHelpText(
      "after",
      `
Needs \`npm run compile\` and a key: DEPLOYER_PRIVATE_KEY, or else the encrypted file DEPLOYER_KEYSTORE with its password in
DEPLOYER_KEYSTORE_PASSWORD_FILE, or else \`npx hardhat keystore set DEPLOYER_PRIVATE_KEY\`, or else the keeper's KEEPER_PRIVATE_KEY.

Limits and their defaults (docs/configuration.md says why):
${LIMIT_NAMES.map((name) => `  ${name.padEnd(27)}${DEFAULT_LIMITS[name]}`).join("\n")}

A deployment that broke off is continued by the same command; one that is complete is left as it is.

Examples:
  $ npx keeper deploy --network mainnet --dry-run
  $ npx keeper deploy --asset USDC --relative-cap-bps 5000 --limit idleFloorBps=200 --limit timelockHours=72
  $ npx keeper deploy --risk-cap protocol:aave-v3=4000
  $ npx keeper deploy --verify --explorer sourcify
  $ npx keeper deploy --owner 0x… --guardian 0x… --json`,
    )
    .action(async (options: DeployOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      const { key, source } = await deployerKey();
      const deployer = localSigner(key, source).address;
      const configuredKeeper = async () => (await openSigner(configuration.signer, signingEnvironment()))?.address ?? deployer;
      const specification = vaultSpecification({
        addressBook: addressBookOf(configuration.chainId),
        markets: marketsForVault(configuration),
        assetSymbol: options.asset,
        roles: {
          owner: addressOption("--owner", options.owner, deployer),
          curator: addressOption("--curator", options.curator, deployer),
          keeper: addressOption("--keeper", options.keeper, null) ?? (await configuredKeeper()),
          guardian: addressOption("--guardian", options.guardian, deployer),
        },
        limits: namedNumbers("--limit", options.limit, (name) => LIMIT_CEILINGS[name as LimitName], LIMIT_NAMES),
        absoluteCapTokens: wholeNumber("--absolute-cap", options.absoluteCap, 1e12),
        relativeCapBps: wholeNumber("--relative-cap-bps", options.relativeCapBps, 10_000),
        riskCapsBps: namedNumbers("--risk-cap", options.riskCap, () => 10_000),
        sweepRecipient: addressOption("--sweep-recipient", options.sweepRecipient, null),
        monitored: options.monitor,
        ...(options.symbol === undefined ? {} : { symbol: symbolOption(options.symbol) }),
      });
      const provider = await openProvider(configuration);
      try {
        const isDevelopment = await isDevelopmentNode(provider);
        checkNetwork(options.network, isDevelopment, specification.chainId);
        // What is wrong with the explorer is said before anything is sent.
        const choice = options.verify ? explorerOption(options.explorer, specification.chainId) : null;
        if (choice !== null) checkExplorer(choice, isDevelopment);
        const folder = options.out ?? recordsFolder(isDevelopment, configuration.dataFolder);
        const journalFolder = path.join(folder, String(specification.chainId), "journal");
        let sent = 0;
        const onStep = (step: string) => {
          sent++;
          output.say(`… ${step}`);
        };
        if (options.dryRun) {
          const { rehearse } = await import("../../scripts/deploy/rehearsal.ts");
          const rpcUrl = configuration.rpcUrls[0] as string;
          const rehearsal = await rehearse({ provider, rpcUrl, privateKey: key, specification, journalFolder, onStep });
          output.result({ dryRun: true, ...rehearsal }, describeRehearsal(rehearsal));
          return;
        }
        prepareRecordsFolder(folder, specification.chainId);
        const { deployVault } = await import("../../scripts/deploy/deployVault.ts");
        const deployment = await deployVault({
          deployer: new Wallet(key, provider),
          specification,
          journalFolder,
          confirmations: isDevelopment ? 1 : MAINNET_CONFIRMATIONS,
          onStep,
        });
        const record = writeDeploymentRecord(folder, deployment);
        const { vault, adapters } = deployment;
        const recorded = { file: record, vault: vault.address, from: options.out ?? null };
        const verification = choice === null ? null : await verifyAfterDeployment(recorded, provider, choice.explorer, output);
        output.result(
          { ...deployment, record, ...(verification === null ? {} : { verification: verification.value }) },
          [
            `Vault ${vault.address} with ${adapters.length} ${adapters.length === 1 ? "adapter" : "adapters"}, recorded in ${path.relative(".", record)}.`,
            ...(sent === 0 ? ["Nothing was sent: it was complete already."] : []),
            ...(verification === null ? [] : [verification.text]),
            `Next: KEEPER_VAULT=${vault.address} npx keeper doctor`,
          ].join("\n"),
        );
      } finally {
        provider.destroy();
      }
    });
}

/** @throws UnexpectedNetworkError */
function checkNetwork(expected: Network | undefined, isDevelopment: boolean, chainId: number): void {
  if (expected === undefined) return;
  const actual = isDevelopment ? "a development node" : chainId === 1 ? "mainnet" : `chain ${chainId}`;
  if (actual !== (expected === "local" ? "a development node" : "mainnet")) throw new UnexpectedNetworkError(expected, actual);
}

function describeRehearsal({ steps, blockNumber, gasUsed, baseFeeWei, costWei, balanceWei }: Rehearsal): string {
  const lack = costWei > balanceWei ? `: ${formatEther(costWei - balanceWei)} ether too little` : "";
  return [
    `Dry run on a fork of block ${blockNumber}; nothing was sent.`,
    `${steps.length} transactions with ${gasUsed} gas cost ${formatEther(costWei)} ether at the base fee of ${formatUnits(baseFeeWei, "gwei")} gwei.`,
    `The deployer has ${formatEther(balanceWei)} ether${lack}.`,
  ].join("\n");
}

function addressOption<Otherwise extends Address | null>(
  name: string,
  value: string | undefined,
  otherwise: Otherwise,
): Address | Otherwise {
  if (value === undefined) return otherwise;
  if (!isAddress(value)) {
    const isMistyped = /^0x[0-9a-f]{40}$/i.test(value);
    throw new MissingSettingError(
      isMistyped ? `${name} ${value} has a wrong checksum` : `${name} ${value} is no address`,
      isMistyped ? "Copy the address anew: a digit or a capital is mistyped." : "Give 0x and 40 hexadecimal digits.",
    );
  }
  if (value === ZeroAddress)
    throw new MissingSettingError(`${name} is the zero address, which nobody has`, "Give the address of an account.");
  return getAddress(value);
}

/** A record's file is named by the symbol, so that not every text will do. */
function symbolOption(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._+-]{0,31}$/.test(text)) return text;
  throw new MissingSettingError(
    `--symbol "${text}" cannot be a symbol`,
    "Give up to 32 letters, digits, dots, dashes, underscores and plus signs, a letter or digit first.",
  );
}

/** An option that may be given several times. */
function repeatable(flags: string, description: string): Option {
  const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return new Option(flags, description).argParser(collected).default([], "none");
}

/** The numbers of options like `--limit idleFloorBps=200`, by name; `names` are those there are, where that is known. */
function namedNumbers(
  option: string,
  given: readonly string[],
  mostOf: (name: string) => number,
  names?: readonly string[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    given.map((text) => {
      const [name, value] = splitAtLast(text, "=");
      if (name === "") throw new MissingSettingError(`${option} ${text} has no name and value`, `Write ${option} name=value.`);
      if (names?.includes(name) === false) {
        throw new MissingSettingError(`${option} ${name} is not known`, `Choose of ${names.join(", ")}.`);
      }
      return [name, wholeNumber(`${option} ${name}`, value, mostOf(name))];
    }),
  );
}

function splitAtLast(text: string, separator: string): readonly [string, string] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + 1)];
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new MissingSettingError(`${name} ${text} is out of range`, `Give a whole number from 0 to ${most}.`);
}
