import { id } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import type { BundlePool, PoolEntry } from "./bundlePool.ts";

const DAY_MILLISECONDS = 86_400_000;

/** Stands for the BLS key by which a builder is known to the proposers: 48 bytes. */
const BUILDER_PUBKEY = `${id("yield-keeper/builder")}${id("yield-keeper/builder/2").slice(2, 34)}`;

interface PubkeyTimestamp {
  readonly pubkey: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** flashbots_getBundleStatsV2's answer; only the first two while the bundle is unknown, times in ISO 8601. */
export interface BundleStats {
  readonly isHighPriority: boolean;
  readonly isSimulated: boolean;
  readonly simulatedAt?: string;
  readonly receivedAt?: string;
  readonly consideredByBuildersAt?: readonly PubkeyTimestamp[];
  readonly sealedByBuildersAt?: readonly PubkeyTimestamp[];
}

/** flashbots_getUserStatsV2's answer: wei and gas as decimal text. */
export interface UserStats {
  readonly isHighPriority: boolean;
  readonly allTimeValidatorPayments: string;
  readonly allTimeGasSimulated: string;
  readonly last7dValidatorPayments: string;
  readonly last7dGasSimulated: string;
  readonly last1dValidatorPayments: string;
  readonly last1dGasSimulated: string;
}

export interface Stats {
  /** Notes that a signer had so much gas simulated. */
  noteSimulation(signer: Address, gasUsed: number): void;
  /** Only the signer's own bundle; a stranger's is as unknown as one that never came. */
  bundle(signer: Address, bundleHash: string, blockNumber: number): BundleStats;
  user(signer: Address): UserStats;
}

interface Amount {
  readonly at: Date;
  readonly value: bigint;
}

export function createStats(pool: BundlePool, now: () => Date): Stats {
  const simulated = new Map<Address, Amount[]>();

  const own = (signer: Address) => pool.entries.filter(({ bundle }) => bundle.signer === signer);

  const payments = (signer: Address): readonly Amount[] =>
    own(signer).flatMap(({ sealedAt, outcomes }) => {
      return sealedAt === null ? [] : outcomes.map(({ coinbaseDiffWei }) => ({ at: sealedAt, value: coinbaseDiffWei }));
    });

  /** Whoever paid for a place in a block is served first. */
  const isHighPriority = (signer: Address) => own(signer).some(({ sealedAt }) => sealedAt !== null);

  return {
    noteSimulation(signer, gasUsed) {
      const amounts = simulated.get(signer) ?? [];
      simulated.set(signer, amounts);
      amounts.push({ at: now(), value: BigInt(gasUsed) });
    },
    bundle(signer, bundleHash, blockNumber) {
      const entry = own(signer).findLast(({ bundle }) => {
        return bundle.bundleHash === bundleHash && bundle.firstBlock <= blockNumber && blockNumber <= bundle.lastBlock;
      });
      const priority = { isHighPriority: isHighPriority(signer) };
      return entry === undefined ? { ...priority, isSimulated: false } : { ...priority, ...describe(entry) };
    },
    user(signer) {
      const paid = payments(signer);
      const gas = simulated.get(signer) ?? [];
      const last = (amounts: readonly Amount[], days: number) => {
        const since = now().getTime() - days * DAY_MILLISECONDS;
        return sum(amounts.filter(({ at }) => at.getTime() >= since));
      };
      return {
        isHighPriority: isHighPriority(signer),
        allTimeValidatorPayments: sum(paid),
        allTimeGasSimulated: sum(gas),
        last7dValidatorPayments: last(paid, 7),
        last7dGasSimulated: last(gas, 7),
        last1dValidatorPayments: last(paid, 1),
        last1dGasSimulated: last(gas, 1),
      };
    },
  };
}

function describe({ bundle, consideredAt, sealedAt, outcomes }: PoolEntry): Omit<BundleStats, "isHighPriority"> {
  const at = (time: Date | null): readonly PubkeyTimestamp[] => {
    return time === null ? [] : [{ pubkey: BUILDER_PUBKEY, timestamp: time.toISOString() }];
  };
  const isSimulated = outcomes.length > 0;
  return {
    isSimulated,
    ...(isSimulated && consideredAt !== null ? { simulatedAt: consideredAt.toISOString() } : {}),
    receivedAt: bundle.receivedAt.toISOString(),
    consideredByBuildersAt: at(consideredAt),
    sealedByBuildersAt: at(sealedAt),
  };
}

function sum(amounts: readonly Amount[]): string {
  return String(amounts.reduce((total, { value }) => total + value, 0n));
}
