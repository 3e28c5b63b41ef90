import { expect } from "chai";
import fc from "fast-check";
import { amountBought, amountWithdrawn, sharesBurned, sharesMinted } from "../../../../bot/backtest/costs/stableSwap/amounts.ts";
import { StableSwapInputError } from "../../../../bot/backtest/costs/stableSwap/errors.ts";
import type { StableSwapPool } from "../../../../bot/backtest/costs/stableSwap/pool.ts";
import { readCurveVectors } from "../../../local-mainnet/curveVectors.ts";
import { anyPool, EVEN_POOL } from "./pools.ts";

const WAD = 10n ** 18n;
const anyCoin = fc.integer({ min: 0, max: 2 });
const inUnits = (whole: bigint, coin: number) => whole * (coin === 0 ? WAD : 10n ** 6n);
const onlyOf = (coin: number, amount: bigint) => [0, 1, 2].map((index) => (index === coin ? amount : 0n));

describe("amounts in a StableSwap pool", () => {
  it("are those of Curve's own sUSD pool, to the unit by which pools of spring 2020 round otherwise", function () {
    const vectors = readCurveVectors();
    if (vectors === null) {
      console.log("      skipped: no curve_stableswap.json in YIELD_KEEPER_VECTORS or ../shared/vectors");
      this.skip();
    }
    const compared = { exchange: 0, add_liquidity: 0, remove_liquidity_imbalance: 0, remove_liquidity: 0 };
    let [balances, shareSupply] = [[] as bigint[], 0n];
    for (const [number, { op, args, lp_delta, coin_deltas, after }] of vectors.steps.entries()) {
      const what = `${op}, step ${number}`;
      const pool: StableSwapPool = {
        balances,
        decimals: vectors.decimals,
        amplification: BigInt(vectors.A),
        fee: BigInt(vectors.fee_1e10),
        shareSupply,
      };
      const changed = BigInt(lp_delta);
      // The early pools add one to divisors in the invariant, which in 18 decimals is some units, and less than one in 6.
      if (op === "exchange") {
        const bought = amountBought(pool, { sold: args.i, bought: args.j, amount: BigInt(args.dx) });
        expect(bought - BigInt(coin_deltas[args.j] ?? 0), what).within(-3n, 1n);
      } else if (op === "add_liquidity" && shareSupply > 0n) {
        expect(sharesMinted(pool, args.amounts.map(BigInt)) - changed, what).within(-10n, 10n);
      } else if (op === "remove_liquidity_imbalance") {
        expect(sharesBurned(pool, args.amounts.map(BigInt)) + changed, what).within(-10n, 10n);
        const coins = args.amounts.flatMap((amount, coin) => (amount === "0" ? [] : [coin]));
        const [coin] = coins;
        if (coins.length === 1 && coin !== undefined) {
          // Leaving in one coin pays its fee on the distance from another even withdrawal: another by the fee of the fee.
          const withdrawn = Number(amountWithdrawn(pool, coin, -changed)) / Number(args.amounts[coin]);
          expect(withdrawn, what).within(1 - 1e-6, 1 + 1e-6);
        }
      }
      compared[op]++;
      [balances, shareSupply] = [after.balances.map(BigInt), BigInt(after.lp_supply)];
    }
    expect(compared).to.deep.equal({ exchange: 52, add_liquidity: 22, remove_liquidity_imbalance: 26, remove_liquidity: 21 });
  });

  it("leave nobody with more by swapping to and fro, nor by entering and leaving", () => {
    fc.assert(
      fc.property(anyPool, anyCoin, fc.integer({ min: 1, max: 2 }), fc.bigInt(1n, 3_000_000n), (pool, sold, step, whole) => {
        const bought = (sold + step) % 3;
        const amount = inUnits(whole, sold);
        const received = amountBought(pool, { sold, bought, amount });
        const swapped = pool.balances.map((balance, coin) => balance + (coin === sold ? amount : coin === bought ? -received : 0n));
        const back = amountBought({ ...pool, balances: swapped }, { sold: bought, bought: sold, amount: received });
        expect(back <= amount, `${amount} sold for ${received}, which buys ${back}`).to.equal(true);

        const shares = sharesMinted(pool, onlyOf(sold, amount));
        const balances = pool.balances.map((balance, coin) => balance + (coin === sold ? amount : 0n));
        const entered = { ...pool, balances, shareSupply: pool.shareSupply + shares };
        const left = amountWithdrawn(entered, sold, shares);
        expect(left <= amount, `${amount} for ${shares} shares, which pay ${left}`).to.equal(true);
      }),
    );
  });

  it("hardly differ between leaving with shares and asking for what they paid", () => {
    fc.assert(
      fc.property(anyPool, anyCoin, fc.integer({ min: 1, max: 30 }), (pool, coin, percent) => {
        const shares = (pool.shareSupply * BigInt(percent)) / 300n;
        const burned = sharesBurned(pool, onlyOf(coin, amountWithdrawn(pool, coin, shares)));
        // The fee on unevenness is at most 0.015 %; they differ by fees of fees, for which a scarce coin is dear.
        expect(Number(burned) / Number(shares)).within(1 - 5e-6, 1 + 5e-6);
      }),
    );
  });

  it("are nothing where rounding leaves nothing", () => {
    expect(amountBought(EVEN_POOL, { sold: 0, bought: 1, amount: 1n })).to.equal(0n);
    expect(amountWithdrawn(EVEN_POOL, 1, 1n)).to.equal(0n);
  });

  it("are refused for what is no pool, no coin or no amount", () => {
    const exchange = { sold: 0, bought: 1, amount: WAD };
    for (const refused of [
      () => amountBought(EVEN_POOL, { ...exchange, bought: 0 }),
      () => amountBought(EVEN_POOL, { ...exchange, bought: 3 }),
      () => amountBought(EVEN_POOL, { ...exchange, amount: 0n }),
      () => amountBought({ ...EVEN_POOL, decimals: [18, 6] }, exchange),
      () => amountBought({ ...EVEN_POOL, decimals: [18, 6, 19] }, exchange),
      () => amountBought({ ...EVEN_POOL, balances: [WAD, 0n, 1n] }, exchange),
      () => amountWithdrawn(EVEN_POOL, 0, EVEN_POOL.shareSupply + 1n),
      () => amountWithdrawn(EVEN_POOL, 3, WAD),
      () => sharesMinted(EVEN_POOL, [1n, 1n]),
      () => sharesBurned(EVEN_POOL, onlyOf(1, 10_000_000_000_000n)),
    ]) {
      expect(refused, String(refused)).to.throw(StableSwapInputError);
    }
  });
});
