import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import type { VaultLimits } from "../../bot/core/vaultLimits.ts";
import type { Risk } from "../../bot/core/vaultState.ts";
import { RecordsFolderUnusableError } from "./errors.ts";

/** A deployed contract: enough to verify it against its source. */
export interface ContractRecord {
  readonly address: Address;
  /** Its file under contracts/, without the ending. */
  readonly source: string;
  readonly constructorArguments: readonly unknown[];
  /** Null, like the transaction, if an earlier run deployed it whose journal does not tell. */
  readonly blockNumber: number | null;
  readonly transactionHash: string | null;
  readonly gasUsed: bigint | null;
  /** SHA-256 of the contract's ABI as compact JSON. */
  readonly abiHash: string;
}

/** What a deployment leaves behind. */
export interface VaultDeployment {
  readonly chainId: number;
  readonly name: string;
  readonly symbol: string;
  readonly asset: Token;
  readonly roles: Readonly<Record<"owner" | "curator" | "keeper" | "guardian", Address>>;
  readonly limits: VaultLimits;
  readonly deployer: Address;
  /** Creates vaults; shared by all of a chain's journal. */
  readonly factory: ContractRecord;
  readonly vault: ContractRecord;
  /** Null if the adapters claim no rewards. */
  readonly rewardSeller: ContractRecord | null;
  /** Null if nothing watches what is outside the vault's books. */
  readonly breakerMonitor: ContractRecord | null;
  /** The other half of the vault's code, `VaultSettings`. */
  readonly settings: ContractRecord;
  readonly risks: readonly Risk[];
  readonly adapters: readonly (ContractRecord & {
    readonly marketId: string;
    readonly risks: readonly string[];
    readonly absoluteCap: bigint;
    readonly relativeCapBps: number;
  })[];
}

/**
 * Makes the folder of a chain's records, before anything is deployed: a vault without its record is hard to find again.
 * @throws RecordsFolderUnusableError
 */
export function prepareRecordsFolder(folder: string, chainId: number): void {
  const records = path.join(folder, String(chainId));
  try {
    mkdirSync(records, { recursive: true });
    accessSync(records, constants.W_OK);
  } catch (error) {
    throw new RecordsFolderUnusableError(records, error);
  }
}

/**
 * Writes `<folder>/<chainId>/<symbol>-<vault>.json`, whole or not at all. Named by the vault's address, so that no deployment overwrites
 * another's record.
 */
export function writeDeploymentRecord(folder: string, deployment: VaultDeployment): string {
  const file = path.join(folder, String(deployment.chainId), `${deployment.symbol}-${deployment.vault.address}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const record = { ...deployment, gitCommit: gitCommit() };
  const text = JSON.stringify(record, (_key, value) => (typeof value === "bigint" ? value.toString() : value), 2);
  writeFileSync(`${file}.tmp`, `${text}\n`);
  renameSync(`${file}.tmp`, file);
  return file;
}

/** The commit the sources are at, "-dirty" if they differ from it; null outside a git checkout. */
function gitCommit(): string | null {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return git("rev-parse", "HEAD") + (git("status", "--porcelain", "--", "../../contracts") === "" ? "" : "-dirty");
  } catch {
    return null;
  }
}
