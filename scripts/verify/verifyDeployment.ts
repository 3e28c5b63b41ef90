import type { JsonRpcApiProvider } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import type { DeploymentRecord } from "../deploy/readRecord.ts";
import { awaitVerdict, type Patience } from "./await.ts";
import { type CompiledContract, checkCode } from "./checkCode.ts";
import { openCompilations } from "./compilation.ts";
import { deployedContracts } from "./deployedContracts.ts";
import type { Explorer, Standing, Submission, Verdict } from "./submission.ts";

export interface VerifyOptions {
  readonly record: DeploymentRecord;
  /** Of the chain of the record. */
  readonly provider: JsonRpcApiProvider;
  readonly explorer: Explorer;
  readonly patience: Patience;
  /** Told what is being done. */
  readonly onStep: (step: string) => void;
}

/** What became of one contract. */
export interface VerifiedContract {
  readonly name: string;
  readonly contract: string;
  readonly address: Address;
  /** "would-verify" of a rehearsal. */
  readonly status: Verdict["status"] | "would-verify";
  /** Why not; null if there is nothing to say. */
  readonly reason: string | null;
  readonly url: string;
  /** Characters of the sources as they are submitted. */
  readonly inputLength: number;
}

export interface Verification {
  readonly explorer: string;
  readonly chainId: number;
  readonly vault: Address;
  /** Whether all contracts are verified, or would be. */
  readonly verified: boolean;
  readonly contracts: readonly VerifiedContract[];
  /** It has no source form of its own, so that nothing of it can be submitted; it is compared with the compiled vault instead. */
  readonly blueprint: Address;
}

/**
 * Submits all contracts of a deployment, then waits for each verdict. Contracts that several vaults share are verified once: the explorer says so.
 * @throws NotOnChainError, SourcesDifferError before anything is submitted; the errors of `Explorer`.
 */
export async function verifyDeployment(options: VerifyOptions): Promise<Verification> {
  const { record, explorer, patience, onStep } = options;
  return withChecked(options, async (contracts) => {
    const sent: { contract: CompiledContract; submission: Submission; standing: Standing }[] = [];
    for (const contract of contracts) {
      onStep(`submit ${contract.name}`);
      const submission = submissionOf(contract, record.chainId);
      sent.push({ contract, submission, standing: await explorer.submit(submission) });
    }
    const results: VerifiedContract[] = [];
    for (const { contract, submission, standing } of sent) {
      onStep(`wait for ${contract.name}`);
      const verdict = await awaitVerdict(explorer, submission, standing, patience);
      results.push(resultOf(contract, explorer, verdict.status, "reason" in verdict ? verdict.reason : null));
    }
    return results;
  });
}

/** Submits nothing, but compiles what would be submitted and compares the code that comes out. Takes some seconds a contract. */
export function rehearseVerification(options: Omit<VerifyOptions, "patience">): Promise<Verification> {
  const { explorer, onStep } = options;
  return withChecked(options, async (contracts) => {
    const { openRecompiler } = await import("./recompile.ts");
    const recompiler = openRecompiler();
    try {
      const problems = new Map<string, string | null>();
      const results: VerifiedContract[] = [];
      for (const contract of contracts) {
        if (!problems.has(contract.source)) {
          onStep(`compile ${contract.source}`);
          problems.set(contract.source, await recompiler.problemOf(contract.compilation));
        }
        const problem = problems.get(contract.source) ?? null;
        results.push(resultOf(contract, explorer, problem === null ? "would-verify" : "failed", problem));
      }
      return results;
    } finally {
      await recompiler.close();
    }
  });
}

async function withChecked(
  { record, provider, explorer, onStep }: Omit<VerifyOptions, "patience">,
  each: (contracts: readonly CompiledContract[]) => Promise<readonly VerifiedContract[]>,
): Promise<Verification> {
  const compilationOf = openCompilations();
  const compiled = deployedContracts(record).map((contract) => ({ ...contract, compilation: compilationOf(contract.source) }));
  onStep("compare the compiled contracts with the chain");
  const blueprint = await checkCode(provider, record, compiled);
  const contracts = await each(compiled);
  const verified = contracts.every(({ status }) => status !== "failed" && status !== "undecided");
  return { explorer: explorer.name, chainId: record.chainId, vault: record.vault.address, verified, contracts, blueprint };
}

export function submissionOf(contract: CompiledContract, chainId: number): Submission {
  const { address, constructorArguments, transactionHash, compilation } = contract;
  const { contractName, compilerVersion, input } = compilation;
  if (constructorArguments === null) throw new TypeError(`the constructor arguments of ${contract.name} are not encoded`);
  return {
    chainId,
    address,
    contractName,
    compilerVersion,
    input,
    constructorArguments: constructorArguments.slice(2),
    transactionHash,
  };
}

function resultOf(
  { name, address, compilation }: CompiledContract,
  explorer: Explorer,
  status: VerifiedContract["status"],
  reason: string | null,
): VerifiedContract {
  const { contractName: contract, input } = compilation;
  return { name, contract, address, status, reason, url: explorer.contractUrl(address), inputLength: JSON.stringify(input).length };
}
