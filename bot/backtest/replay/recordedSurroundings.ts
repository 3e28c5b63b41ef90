import type { MarketId } from "../../core/market.ts";
import { maxBigint, RAY } from "../../core/units.ts";
import type { Position, VaultState } from "../../core/vaultState.ts";
import type { SeenPosition, Surroundings } from "../engine/surroundings.ts";
import type { RecordedState, RecordedTick, Recording } from "./recording.ts";

/**
 * A recorded run as the engine lives through it: a moment for each tick and one for the closing. What is seen is what was seen, what a market pays is
 * what its growth index says it paid, and of the vault everything is as it was but its money, which the engine counts for itself.
 *
 * Positions grow as their market's index: Aave's and Compound's are shares of that index, Sky's are sUSDS at its price. On chain a decision takes
 * hold when its block comes, here at once: what moves earns in its new market a block too early.
 */
export function recordedSurroundings(recording: Recording): Surroundings {
  const { ticks, closing } = recording;
  const states: readonly RecordedState[] = [...ticks.map(({ input }) => input), closing];
  const marketIds = [...new Set(states.flatMap(({ vault }) => vault.positions.map(({ marketId }) => marketId)))];
  const positions = states.map(({ vault }) => new Map(vault.positions.map((position) => [position.marketId, position])));
  const indices = marketIds.map((marketId) => indexByMoment(states, marketId));
  const stateAt = (moment: number) => states[moment] as RecordedState;

  return {
    asset: stateAt(0).vault.asset,
    marketIds,
    timeSeconds: states.map(({ vault }) => vault.blockTimeSeconds),
    blockNumberAt: (moment) => stateAt(moment).vault.blockNumber,
    positionsAt: (moment, holdings) =>
      stateAt(moment).vault.positions.map((recorded): SeenPosition => {
        const market = marketIds.indexOf(recorded.marketId);
        const totalAssets = holdings[market] as bigint;
        return { market, position: { ...recorded, totalAssets, withdrawable: withdrawableOf(recorded, totalAssets) } };
      }),
    vaultAt: (moment, simulated) => withMoneyOf(simulated, stateAt(moment).vault),
    see: (moment) => {
      // Not the vault: that would be telling where the money went.
      const { vault: _, policy: __, ...seen } = (ticks[moment] as RecordedTick).input;
      return seen;
    },
    withdrawable: (moment, market, position) => {
      const recorded = positions[moment]?.get(marketIds[market] as MarketId);
      return recorded === undefined ? 0n : withdrawableOf(recorded, position);
    },
    growthRay: (moment, market) => {
      const index = indices[market] as readonly bigint[];
      const before = index[moment] as bigint;
      return before === 0n ? 0n : ((index[moment + 1] as bigint) * RAY) / before - RAY;
    },
    // In the index already.
    priceChangeRay: () => 0n,
  };
}

/** What the market kept back then it keeps back of whatever is there. */
function withdrawableOf({ totalAssets, withdrawable }: Position, position: bigint): bigint {
  return maxBigint(0n, position - (totalAssets - withdrawable));
}

/** The vault as it was recorded with the money, shares and budgets that the engine counted. */
function withMoneyOf(simulated: VaultState, recorded: VaultState): VaultState {
  const { idle, grossAssets, totalShares, usage, positions } = simulated;
  const unreleased = recorded.grossAssets - recorded.totalAssets;
  return { ...recorded, idle, grossAssets, totalAssets: grossAssets - unreleased, totalShares, usage, positions };
}

/** A market's growth index at each moment. Where it was not seen it stands still until it is seen again; zero before it is seen first. */
function indexByMoment(states: readonly RecordedState[], marketId: MarketId): readonly bigint[] {
  let last = 0n;
  return states.map(({ observations }) => {
    last = observations.find((one) => one.marketId === marketId)?.growthIndexRay ?? last;
    return last;
  });
}
