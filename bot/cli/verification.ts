import type { JsonRpcApiProvider } from "ethers";
import { readDeploymentRecord } from "../../scripts/deploy/readRecord.ts";
import { patienceOf } from "../../scripts/verify/await.ts";
import { UnknownToExplorersError } from "../../scripts/verify/errors.ts";
import { chooseExplorer, type ExplorerChoice } from "../../scripts/verify/explorers/choose.ts";
import type { Explorer } from "../../scripts/verify/submission.ts";
import type { Verification, VerifiedContract } from "../../scripts/verify/verifyDeployment.ts";
import type { Address } from "../core/units.ts";
import { describeFailure, failureLine, type Output } from "./output.ts";
import { explorerKeys } from "./secrets.ts";

/** How long `keeper deploy --verify` waits for the verdict on one contract. */
export const DEFAULT_WAIT_SECONDS = 180;

/** The explorer of `--explorer`, with its key from the environment. */
export function explorerOption(named: string | undefined, chainId: number): ExplorerChoice {
  return chooseExplorer(named, chainId, explorerKeys());
}

/** @throws UnknownToExplorersError where a public explorer cannot know the chain. */
export function checkExplorer({ explorer, isPublic }: ExplorerChoice, isDevelopment: boolean): void {
  if (isDevelopment && isPublic) throw new UnknownToExplorersError(explorer.name);
}

/** Verifies what has just been deployed. Whatever goes wrong is told and not thrown: the deployment stands. */
export async function verifyAfterDeployment(
  recorded: { readonly file: string; readonly vault: Address /** The folder of `--out`. */; readonly from: string | null },
  provider: JsonRpcApiProvider,
  explorer: Explorer,
  output: Output,
): Promise<{ readonly value: unknown; readonly text: string }> {
  const { file, vault, from } = recorded;
  try {
    const record = readDeploymentRecord(file);
    const { verifyDeployment } = await import("../../scripts/verify/verifyDeployment.ts");
    const onStep = (step: string) => output.say(`… ${step}`);
    const verification = await verifyDeployment({ record, provider, explorer, patience: patienceOf(DEFAULT_WAIT_SECONDS), onStep });
    return { value: verification, text: describeVerification(verification) };
  } catch (error) {
    const text = `The deployment is complete, but not verified: ${failureLine(error)}. To try again: npx keeper verify --vault ${vault}${from === null ? "" : ` --from ${from}`}`;
    return { value: { verified: false, error: describeFailure(error) }, text };
  }
}

const MARKS: Readonly<Record<VerifiedContract["status"], string>> = {
  verified: "✓",
  "already-verified": "✓",
  "would-verify": "✓",
  failed: "✗",
  undecided: "?",
};

/** A line a contract, and what to do about those that are not verified. */
export function describeVerification({ contracts, blueprint, explorer, verified }: Verification, isDryRun = false): string {
  const width = Math.max(...contracts.map(({ name }) => name.length));
  return [
    ...contracts.map(({ name, address, status, reason, url }) => {
      const detail = reason !== null ? `: ${reason}` : isDryRun ? "" : `, ${url}`;
      return `${MARKS[status]} ${name.padEnd(width)} ${address} ${status.replaceAll("-", " ")}${detail}`;
    }),
    `– ${"blueprint".padEnd(width)} ${blueprint} has no source form of its own: it is the vault's creation code, and was compared with that`,
    conclusionOf(explorer, verified, isDryRun),
  ].join("\n");
}

function conclusionOf(explorer: string, verified: boolean, isDryRun: boolean): string {
  if (isDryRun) return `Dry run, nothing was submitted: the sources ${verified ? "give the deployed code again" : "would be refused"}.`;
  if (verified) return `All sources are verified on ${explorer}.`;
  return `Not all sources are verified on ${explorer}. To try again: npx keeper verify with the same --explorer.`;
}
