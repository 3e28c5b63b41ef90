import { erc20Abi, metaMorphoAbi, morphoAbi } from "../../chain/abi.ts";
import { type ContractRead, contractRead, optional, type ReadResult, type Reads, required } from "../../chain/batch.ts";
import type { Address } from "../../core/units.ts";
import { maxBigint, minBigint } from "../../core/units.ts";

/** `ConstantsLib.MAX_QUEUE_LENGTH` of MetaMorpho. */
const MAX_MARKETS = 30;

/** `SharesMathLib` of Morpho Blue: so much is added to a market's totals before shares are converted. */
const VIRTUAL_SHARES = 10n ** 6n;
const VIRTUAL_ASSETS = 1n;

interface MorphoMarket {
  readonly totalSupplyAssets: bigint;
  readonly totalSupplyShares: bigint;
  readonly totalBorrowAssets: bigint;
}

/** Where a MetaMorpho vault's money is. */
export interface MorphoMarkets {
  readonly morpho: Address;
  readonly marketIds: readonly string[];
}

/** Reads that a vault which is no MetaMorpho refuses. */
export function morphoDiscovery(vault: Address): Record<string, ContractRead<unknown>> {
  const read = <Value>(name: string, args: readonly unknown[] = []) => contractRead<Value>(vault, metaMorphoAbi, name, args);
  const queue = Array.from({ length: MAX_MARKETS }, (_, index) => [`market${index}`, read<string>("withdrawQueue", [index])]);
  return { morpho: read<Address>("MORPHO"), marketCount: read<bigint>("withdrawQueueLength"), ...Object.fromEntries(queue) };
}

/** The markets of the vault, or null when it is no MetaMorpho. */
export function morphoMarkets(discovered: Readonly<Record<string, ReadResult<unknown>>>): MorphoMarkets | null {
  const morpho = optional(discovered.morpho as ReadResult<Address>);
  const count = optional(discovered.marketCount as ReadResult<bigint>);
  if (morpho === null || count === null) return null;
  const marketIds = Array.from({ length: Number(count) }, (_, index) => required(discovered[`market${index}`] as ReadResult<string>));
  return { morpho, marketIds };
}

export function morphoReads(vault: Address, asset: Address, { morpho, marketIds }: MorphoMarkets): Reads {
  return {
    marketCount: contractRead<bigint>(vault, metaMorphoAbi, "withdrawQueueLength"),
    morphoCash: contractRead<bigint>(asset, erc20Abi, "balanceOf", [morpho]),
    ...Object.fromEntries(
      marketIds.flatMap((id, index) => [
        [`market${index}`, contractRead<string>(vault, metaMorphoAbi, "withdrawQueue", [index])],
        [`state${index}`, contractRead<MorphoMarket>(morpho, morphoAbi, "market", [id], (result) => result as unknown as MorphoMarket)],
        [`shares${index}`, contractRead<bigint>(morpho, morphoAbi, "position", [id, vault])],
      ]),
    ),
  };
}

/** Whether the vault has the same markets as when they were discovered, in whatever order. */
export function sameMarkets(now: Readonly<Record<string, ReadResult<unknown>>>, { marketIds }: MorphoMarkets): boolean {
  const present = marketIds.map((_, index) => optional(now[`market${index}`] as ReadResult<string>));
  return required(now.marketCount as ReadResult<bigint>) === BigInt(marketIds.length) && marketIds.every((id) => present.includes(id));
}

/**
 * What the vault could withdraw from its markets now: of each, what it has there or what is not lent out, whichever is less, and at most
 * what Morpho holds. As of each market's last accrual, so a little less than the vault itself would say.
 */
export function morphoLiquidity(now: Readonly<Record<string, ReadResult<unknown>>>, { marketIds }: MorphoMarkets): bigint {
  const free = marketIds.reduce((sum, _, index) => {
    const { totalSupplyAssets, totalSupplyShares, totalBorrowAssets } = required(now[`state${index}`] as ReadResult<MorphoMarket>);
    const shares = required(now[`shares${index}`] as ReadResult<bigint>);
    const owned = (shares * (totalSupplyAssets + VIRTUAL_ASSETS)) / (totalSupplyShares + VIRTUAL_SHARES);
    return sum + minBigint(owned, maxBigint(0n, totalSupplyAssets - totalBorrowAssets));
  }, 0n);
  return minBigint(free, required(now.morphoCash as ReadResult<bigint>));
}
