import { configuredMarkets, type OpenKeeper, openKeeper } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Configuration } from "../../bot/config/schema.ts";
import type { Address } from "../../bot/core/units.ts";
import type { Clock } from "../../bot/execute/clock.ts";
import type { ExecutionEvent } from "../../bot/execute/events.ts";
import { localSigner } from "../../bot/execute/signers/localSigner.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../deploy/developmentVault.ts";
import { writeDeploymentRecord } from "../deploy/record.ts";
import type { DevelopmentAccount } from "../local-mainnet/accounts.ts";
import { type Fork, forkOf } from "../local-mainnet/forkOf.ts";
import { createLife, type Life } from "../local-mainnet/life/createLife.ts";
import { createScenarios, type Scenarios } from "../local-mainnet/life/scenarios.ts";
import { readHead } from "../local-mainnet/provider.ts";
import { chainClock } from "./chainClock.ts";
import { overRelay, startDemoRelay } from "./demoRelay.ts";
import type { Scenario } from "./scenario.ts";

/** Three protocols for one token, as the demo's table shows them. */
export const DEMO_MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"];

export interface LiveVaultOptions {
  readonly scenario: Scenario;
  readonly strategy: string;
  /** The chain to fork, and where. */
  readonly upstream: { readonly rpcUrl: string; readonly blockNumber: number };
  /** A database of its own. */
  readonly databaseUrl: string;
  readonly recordsFolder: string;
  readonly onExecution?: (event: ExecutionEvent) => void;
}

/** A real vault with its users and its keeper, on a fork of its own. */
export interface LiveVault {
  readonly address: Address;
  readonly databaseUrl: string;
  readonly configuration: Configuration;
  readonly fork: Fork;
  readonly contracts: DevelopmentVault;
  readonly life: Life;
  readonly scenarios: Scenarios;
  readonly keeper: OpenKeeper;
  /** Shows the chain's time: the scenario's hours pass faster than the machine's. */
  readonly clock: Clock;
  /** Has the next block of ours come twelve seconds after the head, whatever the machine's speed. */
  nextBlock(): Promise<void>;
  /** Sets the clock by the head. */
  followHead(): Promise<void>;
  /** Ends the keeper, its relay and the chain. */
  close(): Promise<void>;
}

const SECONDS_PER_BLOCK = 12;
/** By how much the keeper waits less for blocks than where they take twelve seconds. */
const FASTER = 20;
const HOUR_SECONDS = 3600;

/** Deploys a vault for the scenario, gives its users what they will deposit, and opens its keeper. */
export async function openLiveVault(options: LiveVaultOptions): Promise<LiveVault> {
  const { scenario, strategy, upstream, databaseUrl, onExecution } = options;
  const opened: { close(): unknown }[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  try {
    const fork = await forkOf(upstream);
    opened.push(fork);
    const relay = await startDemoRelay(fork.provider, scenario.seed);
    opened.push(relay);
    const settings = loadConfiguration({
      file: null,
      environment: {},
      overrides: {
        rpcUrls: [fork.rpcUrl],
        databaseUrl,
        markets: DEMO_MARKETS,
        tickSeconds: scenario.hoursPerTick * HOUR_SECONDS,
        strategy,
        ...overRelay(relay),
        ...scenario.settings,
      },
    });
    const contracts = await deployDevelopmentVault({
      fork,
      markets: configuredMarkets(settings),
      users: scenario.deposits.length,
      ...scenario.vault,
    });
    opened.push(contracts);
    const { address } = contracts.deployment.vault;
    writeDeploymentRecord(options.recordsFolder, contracts.deployment);
    for (const { user, usdc } of scenario.deposits) await contracts.funding.usdc(userOf(contracts, user).address, usdcUnits(usdc));

    const life = await createLife({ provider: fork.provider, seed: scenario.seed });
    const clock = chainClock();
    const configuration = { ...settings, vault: address };
    const keeper = await openKeeper({
      configuration,
      signer: localSigner(contracts.keeper.privateKey),
      dryRun: false,
      clock: { ...clock, sleep: (milliseconds, stop) => clock.sleep(milliseconds / FASTER, stop) },
      ...(onExecution === undefined ? {} : { onExecution }),
    });
    opened.push(keeper);
    const head = () => readHead(fork.provider);
    return {
      address,
      databaseUrl,
      configuration,
      fork,
      contracts,
      life,
      scenarios: createScenarios(life),
      keeper,
      clock,
      nextBlock: async () => {
        const { timestampSeconds } = await head();
        await fork.provider.request({ method: "evm_setNextBlockTimestamp", params: [timestampSeconds + SECONDS_PER_BLOCK] });
      },
      followHead: async () => clock.set((await head()).timestampSeconds),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export function userOf({ users }: DevelopmentVault, number: number): DevelopmentAccount {
  const user = users[number];
  if (user === undefined) throw new RangeError(`the scenario has no user ${number}`);
  return user;
}

export function usdcUnits(usdc: number): bigint {
  return BigInt(usdc) * 10n ** 6n;
}
