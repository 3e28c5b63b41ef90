import { expect } from "chai";
import { Interface, MaxUint256, type Result } from "ethers";
import { impermanentLossFraction } from "../../bot/backtest/costs/uniswapV3/impermanentLoss.ts";
import { positionAmounts } from "../../bot/backtest/costs/uniswapV3/positionAmounts.ts";
import { swapWithinRange } from "../../bot/backtest/costs/uniswapV3/swapWithinRange.ts";
import type { Address } from "../../bot/core/units.ts";
import { sqrtPriceAt } from "../../bot/observe/uniswapV3/rangeValue.ts";
import { ARBITRAGEUR, LIQUIDITY_PROVIDER } from "../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { encodeCall } from "../../scripts/local-mainnet/calls.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import { createImpersonator, type Impersonator } from "../../scripts/local-mainnet/impersonation.ts";
import { swapTransaction, usdcUsdtPool } from "../../scripts/local-mainnet/life/swapActor.ts";
import { expectNear } from "../near.ts";
import { sharedUpstream, skipOnMainnet } from "./upstream.ts";

const { usdc, usdt, uniswapPositionManager, uniswapUsdcUsdtPool, uniswapQuoterV2 } = mainnetAddresses;
const USDC = 10n ** 6n;
const RANGE = { tickLower: -8, tickUpper: 8 };
const SLOT0 = "function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)";
const MINT =
  "function mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)) payable returns (uint256,uint128,uint256,uint256)";
const DECREASE = "function decreaseLiquidity((uint256,uint128,uint256,uint256,uint256)) payable returns (uint256, uint256)";
const QUOTE =
  "function quoteExactInputSingle((address tokenIn, address tokenOut, uint256 amountIn, uint24 fee, uint160 limit)) returns (uint256, uint160, uint32, uint256)";

describe("the closed form of a range position, against Uniswap's own pool", function () {
  this.timeout(60_000);
  let fork: Fork | undefined;
  let impersonator: Impersonator;

  before(async function () {
    await skipOnMainnet(this, "a provider and an arbitrageur, who are funded on a local one");
    fork = await forkOf(await sharedUpstream());
    impersonator = createImpersonator(fork.provider);
  });
  after(() => fork?.close());

  const call = async (from: Address | undefined, to: Address, fragment: string, args: readonly unknown[]): Promise<Result> => {
    const params = [{ ...(from === undefined ? {} : { from }), to, data: encodeCall(fragment, args) }, "latest"];
    const answer = (await (fork as Fork).provider.request({ method: "eth_call", params })) as string;
    return new Interface([fragment]).decodeFunctionResult(fragment.slice("function ".length).split("(")[0] as string, answer);
  };
  const sqrtPrice = async () => Number((await call(undefined, uniswapUsdcUsdtPool, SLOT0, []))[0]) / 2 ** 96;

  /** Swaps until the price is that of the tick. */
  async function pushTo(tick: number): Promise<number> {
    const limitX96 = BigInt(Math.round(sqrtPriceAt(tick) * 2 ** 48)) << 48n;
    const sellsUsdc = sqrtPriceAt(tick) < (await sqrtPrice());
    await impersonator.send(swapTransaction(usdcUsdtPool, ARBITRAGEUR, sellsUsdc, 400_000_000n * USDC, limitX96));
    return sqrtPrice();
  }

  it("is what burning pays and loses, to rounding, wherever the price goes", async () => {
    const entry = await pushTo(1.5);
    const wanted = [usdc, usdt, 100, RANGE.tickLower, RANGE.tickUpper, 3_000_000n * USDC, 3_000_000n * USDC, 0, 0];
    const mint = [[...wanted, LIQUIDITY_PROVIDER, MaxUint256]];
    const [id, liquidity, paid0, paid1] = (await call(LIQUIDITY_PROVIDER, uniswapPositionManager, MINT, mint)) as unknown as bigint[];
    await impersonator.execute(LIQUIDITY_PROVIDER, uniswapPositionManager, MINT, mint);
    const position = { range: RANGE, liquidity: liquidity as bigint };
    for (const tick of [1.5, 1.6, 5, 8.5, 30, 0, -6.3, -40]) {
      const now = tick === 1.5 ? entry : await pushTo(tick);
      const burn = [[id, liquidity, 0, 0, MaxUint256]];
      const [burnt0, burnt1] = (await call(LIQUIDITY_PROVIDER, uniswapPositionManager, DECREASE, burn)) as unknown as [bigint, bigint];
      const [amount0, amount1] = positionAmounts(position, now);
      // The pool rounds down by less than one; doubles are off by a few in 2^53 of a liquidity of some 2^53.
      expectNear(amount0, Number(burnt0), 3, `USDC at tick ${tick}`);
      expectNear(amount1, Number(burnt1), 3, `USDT at tick ${tick}`);
      const worth = (units0: bigint, units1: bigint) => Number(units0) * now ** 2 + Number(units1);
      const loss = worth(burnt0, burnt1) / worth(paid0 as bigint, paid1 as bigint) - 1;
      expectNear(impermanentLossFraction(RANGE, entry, now), loss, 2e-12, `the loss at tick ${tick}`);
    }
  });

  it("of a swap within the range is what the quoter says, to its rounding", async () => {
    const price = await pushTo(-2.5);
    const [liquidity] = await call(undefined, uniswapUsdcUsdtPool, "function liquidity() view returns (uint128)", []);
    const pool = { range: RANGE, liquidity: Number(liquidity), feeFraction: 0.0001, sqrtPrice: price };
    // The pool computes from one word of its tick bitmap to the next, and tick 0 begins one: every step rounds against who swaps.
    for (const [sellsUsdc, sold, steps] of [
      [true, 1_234_567n, 1],
      [true, 2_000_000_000_000n, 1],
      [false, 1_234_567n, 1],
      [false, 1_000_000_000_000n, 1],
      [false, 7_000_000_000_000n, 2],
    ] as const) {
      const pair = sellsUsdc ? [usdc, usdt] : [usdt, usdc];
      const [quoted, afterX96] = await call(undefined, uniswapQuoterV2, QUOTE, [[...pair, sold, 100, 0]]);
      const swap = swapWithinRange(pool, sellsUsdc, Number(sold));
      expect(swap.sold).to.equal(Number(sold));
      expectNear(swap.received, Number(quoted), 2 * steps, `for ${sold}`);
      expectNear(swap.sqrtPriceAfter, Number(afterX96) / 2 ** 96, 1e-14);
    }
  });
});
