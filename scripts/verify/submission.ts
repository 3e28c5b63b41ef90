import type { Address } from "../../bot/core/units.ts";

/** What solc takes: its Standard JSON. */
export interface CompilerInput {
  readonly language: string;
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One deployed contract with everything that gives its code again. */
export interface Submission {
  readonly chainId: number;
  readonly address: Address;
  /** Source and contract as the compiler was told them: "project/contracts/YieldVault.sol:YieldVault". */
  readonly contractName: string;
  /** With the commit and without a "v": "0.8.37+commit.f401782d". */
  readonly compilerVersion: string;
  readonly input: CompilerInput;
  /** ABI-encoded, without 0x. */
  readonly constructorArguments: string;
  /** Of the transaction that created it, itself or by calling a factory; null if unknown. */
  readonly transactionHash: string | null;
}

/** Where a submission stands. */
export type Standing =
  | { readonly status: "submitted"; readonly ticket: string }
  /** The explorer has not seen the contract: it follows the chain with some delay. */
  | { readonly status: "unknown-contract"; readonly reason: string }
  | Verdict;

export type Verdict =
  | { readonly status: "verified" | "already-verified" }
  | { readonly status: "failed"; readonly reason: string }
  /** It was asked as long as we had patience for. */
  | { readonly status: "undecided"; readonly reason: string };

/** A service that compares sources with what is on chain and publishes them. */
export interface Explorer {
  readonly name: string;
  /** @throws ExplorerUnreachableError, ExplorerBusyError, ExplorerRefusedError for what would be the same for every contract. */
  submit(submission: Submission): Promise<Standing>;
  /** "submitted" as long as it is not decided. Throws like `submit`. */
  check(ticket: string): Promise<Standing>;
  /** Where a person reads the sources. */
  contractUrl(address: Address): string;
}
