import { MaxUint256, type Result } from "ethers";
import { LIQUIDITY_PROVIDER } from "../actors.ts";
import { mainnetAddresses } from "../addresses.ts";
import { encodeCall } from "../calls.ts";
import { PEG_POSITION_ID } from "../deploy/positions.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { clamp, DAY, type MeanReversion, stepMeanReversion } from "./processes.ts";
import type { Random } from "./random.ts";

const { uniswapPositionManager } = mainnetAddresses;

const POSITION =
  "function positions(uint256) view returns (uint96, address, address, address, uint24, int24, int24, uint128, uint256, uint256, uint128, uint128)";
const INCREASE =
  "function increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256)) payable returns (uint128, uint256, uint256)";
const DECREASE = "function decreaseLiquidity((uint256,uint128,uint256,uint256,uint256)) payable returns (uint256, uint256)";
const COLLECT = "function collect((uint256,address,uint128,uint128)) payable returns (uint256, uint256)";

/** Logarithm of the liquidity over that at the start. */
const LIQUIDITY: MeanReversion = { mean: 0, standardDeviation: 0.2, halfLifeSeconds: 2 * DAY };
const GREATEST_DISTANCE = 0.6;

/** Changes below this part of the liquidity are not worth a transaction. */
const SMALLEST_CHANGE = 0.01;

/** Parts in a million, to bring fractions to bigints. */
const PARTS = 1_000_000;

/** Provides more and less to the USDC/USDT pool around its peg. */
export function createLiquidityActor(random: Random): Actor {
  const call = (fragment: string, args: readonly unknown[]): ActorTransaction => ({
    from: LIQUIDITY_PROVIDER,
    to: uniswapPositionManager,
    data: encodeCall(fragment, [args]),
  });
  let start: bigint | undefined;
  let log = 0;

  return {
    name: "uniswap-liquidity",
    accounts: [LIQUIDITY_PROVIDER],
    reads: [{ to: uniswapPositionManager, fragment: POSITION, args: [PEG_POSITION_ID] }],
    act({ elapsedSeconds }, [answer]) {
      const liquidity = (answer as Result)[7] as bigint;
      start ??= liquidity;
      log = stepMeanReversion(log, LIQUIDITY, elapsedSeconds, random);
      const wanted = (start * BigInt(Math.round(Math.exp(clamp(log, -GREATEST_DISTANCE, GREATEST_DISTANCE)) * PARTS))) / BigInt(PARTS);
      const change = wanted - liquidity;
      if (Math.abs(Number(change)) < Number(liquidity) * SMALLEST_CHANGE) return [];
      if (change > 0n) {
        // Ten ticks on either side of the peg hold one part in two thousand of the liquidity each.
        return [call(INCREASE, [PEG_POSITION_ID, change / 2_000n, change / 2_000n, 0, 0, MaxUint256])];
      }
      return [
        call(DECREASE, [PEG_POSITION_ID, -change, 0, 0, MaxUint256]),
        call(COLLECT, [PEG_POSITION_ID, LIQUIDITY_PROVIDER, 2n ** 128n - 1n, 2n ** 128n - 1n]),
      ];
    },
  };
}
