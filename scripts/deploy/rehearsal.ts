import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { BrowserProvider, type JsonRpcApiProvider, Wallet } from "ethers";
import { forkOf } from "../local-mainnet/forkOf.ts";
import { createFunding } from "../local-mainnet/funding.ts";
import { type DeployOptions, deployVault } from "./deployVault.ts";
import type { VaultDeployment } from "./record.ts";

export interface RehearsalOptions extends Omit<DeployOptions, "confirmations" | "deployer"> {
  /** Of the real chain. */
  readonly provider: JsonRpcApiProvider;
  readonly rpcUrl: string;
  readonly privateKey: string;
}

/** What a deployment would do, found out on a fork. */
export interface Rehearsal {
  /** As it would stand if the deployer sent nothing else before. */
  readonly deployment: VaultDeployment;
  /** The block that was forked. */
  readonly blockNumber: number;
  readonly steps: readonly string[];
  readonly gasUsed: bigint;
  readonly baseFeeWei: bigint;
  /** All gas at the current base fee, without tips. */
  readonly costWei: bigint;
  /** The deployer's on the real chain. */
  readonly balanceWei: bigint;
}

/** More than any deployment costs: what the deployer lacks is to be told, not to end the rehearsal. */
const PLENTY_WEI = 10n ** 24n;

/** Deploys on a fork of the latest block, continuing a copy of the journal. Nothing is sent to the real chain and nothing is left behind. */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { provider, rpcUrl, privateKey, journalFolder, specification, onStep } = options;
  const folder = await mkdtemp(path.join(tmpdir(), "deploy-rehearsal-"));
  try {
    const [head, balanceWei] = await Promise.all([provider.getBlock("latest"), provider.getBalance(new Wallet(privateKey).address)]);
    if (head === null) throw new Error("The node has no latest block");
    const copy = path.join(folder, "journal");
    if (journalFolder !== null) await cp(journalFolder, copy, { recursive: true }).catch(ignoreMissing);
    const fork = await forkOf({ rpcUrl, blockNumber: head.number, cacheDirectory: path.join(folder, "cache") });
    const browser = new BrowserProvider(fork.provider, specification.chainId, { cacheTimeout: -1, staticNetwork: true });
    try {
      const deployer = new Wallet(privateKey, browser);
      await createFunding(fork.provider).ether(deployer.address, PLENTY_WEI);
      const steps: string[] = [];
      const deployment = await deployVault({
        deployer,
        specification,
        journalFolder: copy,
        originalJournalFolder: journalFolder,
        confirmations: 1,
        onStep: (step) => {
          steps.push(step);
          onStep(step);
        },
      });
      const gasUsed = await gasUsedSince(browser, head.number);
      const baseFeeWei = head.baseFeePerGas ?? 0n;
      return { deployment, blockNumber: head.number, steps, gasUsed, baseFeeWei, costWei: gasUsed * baseFeeWei, balanceWei };
    } finally {
      browser.destroy();
      await fork.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** On a fork, every later block is ours. */
async function gasUsedSince(provider: JsonRpcApiProvider, blockNumber: number): Promise<bigint> {
  let gasUsed = 0n;
  for (let number = await provider.getBlockNumber(); number > blockNumber; number--) {
    gasUsed += (await provider.getBlock(number))?.gasUsed ?? 0n;
  }
  return gasUsed;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
