import {
  type DeploymentResult,
  DeploymentResultType,
  deploy,
  type EIP1193Provider,
  type ExecutionEventListener,
  type IgnitionModule,
} from "@nomicfoundation/ignition-core";
import { KeeperError } from "../../bot/core/errors.ts";
import type { Address } from "../../bot/core/units.ts";
import { DeploymentChangedError, DeploymentFailedError } from "./errors.ts";
import { artifactResolver, confirmedTransactions, reopenJournal } from "./journal.ts";

/** Told before each transaction. */
export type OnStep = (step: string) => void;

export interface RunOptions {
  readonly module: IgnitionModule;
  /** What a person calls that which the module deploys. */
  readonly name: string;
  readonly provider: EIP1193Provider;
  readonly deployer: Address;
  /** Where what was done is written before and after each transaction, so that a run can be continued; null to remember nothing. */
  readonly journalFolder: string | null;
  /** The journal that messages speak of. */
  readonly originalJournalFolder: string | null;
  /** Blocks that must lie on a transaction before the next depends on it. */
  readonly confirmations: number;
  readonly onStep: OnStep;
}

export interface ModuleRun {
  /** The address of each contract, by its part's name without the module's. */
  readonly addresses: ReadonlyMap<string, Address>;
  /** The transaction of each part that took one. */
  readonly transactions: ReadonlyMap<string, string>;
}

/** A chain on which one confirmation is enough mines at once; others take seconds for a block. */
const pollMilliseconds = (confirmations: number) => (confirmations > 1 ? 1_000 : 50);

/**
 * Runs what of the module has not been run yet.
 * @throws DeploymentFailedError, DeploymentChangedError, JournalOfAnotherChainError
 */
export async function runModule(options: RunOptions): Promise<ModuleRun> {
  const { module, name, provider, deployer, journalFolder, originalJournalFolder, confirmations, onStep } = options;
  const confirmed = new Map<string, string>();
  let step = "check what is to be deployed";
  try {
    if (journalFolder !== null) await reopenJournal(journalFolder, originalJournalFolder ?? journalFolder, provider, deployer);
    const result = await deploy({
      config: { requiredConfirmations: confirmations, blockPollingInterval: pollMilliseconds(confirmations) },
      artifactResolver,
      provider,
      ...(journalFolder === null ? {} : { deploymentDir: journalFolder }),
      ignitionModule: module,
      deploymentParameters: {},
      accounts: [deployer],
      defaultSender: deployer,
      executionEventListener: listener({
        TRANSACTION_PREPARE_SEND: ({ futureId }) => {
          step = partOf(futureId).replaceAll("_", " ");
          onStep(step);
        },
        TRANSACTION_CONFIRM: ({ futureId, hash }) => {
          if (hash !== undefined) confirmed.set(futureId, hash);
        },
      }),
    });
    if (result.type === DeploymentResultType.RECONCILIATION_ERROR) {
      throw new DeploymentChangedError(name, originalJournalFolder ?? "", Object.values(result.errors).flat().join("; "));
    }
    if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) throw new DeploymentFailedError(step, reasonOf(result));
    // A journal also knows other vaults and earlier runs.
    const ids = new Set([module, ...module.submodules].map(({ id }) => id));
    const ours = ([futureId]: readonly [string, string]) => ids.has(futureId.slice(0, futureId.indexOf("#")));
    const byPart = (entries: Iterable<readonly [string, string]>) =>
      new Map([...entries].filter(ours).map(([futureId, value]) => [partOf(futureId), value]));
    return {
      addresses: byPart(Object.values(result.contracts).map(({ id, address }) => [id, address] as const)),
      transactions: byPart(journalFolder === null ? confirmed : confirmedTransactions(journalFolder)),
    };
  } catch (error) {
    if (error instanceof KeeperError) throw error;
    throw new DeploymentFailedError(step, error instanceof Error ? error.message : String(error), error);
  }
}

/** "Vault_ykUSDC#add_adapter_aave" is a part of a module. */
function partOf(futureId: string): string {
  return futureId.slice(futureId.indexOf("#") + 1);
}

interface StepEvent {
  readonly futureId: string;
  readonly hash?: string;
}

/** Ignition names the method for an event of type TRANSACTION_SEND `transactionSend` and calls one for every type there is. */
function listener(handlers: Readonly<Record<string, (event: StepEvent) => void>>): ExecutionEventListener {
  const byMethod = Object.fromEntries(
    Object.entries(handlers).map(([type, handler]) => [
      type.toLowerCase().replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase()),
      handler,
    ]),
  );
  return new Proxy({}, { get: (_target, method) => byMethod[String(method)] ?? (() => undefined) }) as ExecutionEventListener;
}

type Failure = Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT | DeploymentResultType.RECONCILIATION_ERROR }>;

function reasonOf(result: Failure): string {
  if (result.type !== DeploymentResultType.EXECUTION_ERROR) return Object.values(result.errors).flat().join("; ");
  return [
    ...result.failed.map(({ futureId, error }) => `${partOf(futureId)}: ${error}`),
    ...result.timedOut.map(({ futureId }) => `${partOf(futureId)}: not mined in time`),
  ].join("; ");
}
