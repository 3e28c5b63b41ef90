import { expect } from "chai";
import { MaxUint256, parseUnits } from "ethers";
import { amountBought, amountWithdrawn, sharesBurned, sharesMinted } from "../../bot/backtest/costs/stableSwap/amounts.ts";
import type { StableSwapPool } from "../../bot/backtest/costs/stableSwap/pool.ts";
import { CURVE_PROVIDER } from "../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContracts } from "../../scripts/local-mainnet/calls.ts";
import { CURVE_COINS } from "../../scripts/local-mainnet/deploy/curve.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import { createImpersonator, type Impersonator } from "../../scripts/local-mainnet/impersonation.ts";
import { sharedUpstream, skipOnMainnet } from "./upstream.ts";

const { curve3Pool, curve3Crv } = mainnetAddresses;
const units = (whole: string, coin: number) => parseUnits(whole, CURVE_COINS[coin]?.decimals);

describe("amounts in the 3pool", function () {
  this.timeout(60_000);
  let fork: Fork | undefined;
  let impersonator: Impersonator;

  before(async () => {
    fork = await forkOf(await sharedUpstream());
    impersonator = createImpersonator(fork.provider);
  });
  after(() => fork?.close());

  const ofPool = (fragment: string, ...args: readonly unknown[]) => ({
    to: curve3Pool,
    fragment: `function ${fragment} view returns (uint256)`,
    args,
  });

  async function readPool(): Promise<StableSwapPool> {
    const [amplification, fee, shareSupply, ...balances] = await readContracts<readonly [bigint, bigint, bigint, ...bigint[]]>(
      (fork as Fork).provider,
      [
        ofPool("A()"),
        ofPool("fee()"),
        { to: curve3Crv, fragment: "function totalSupply() view returns (uint256)" },
        ...CURVE_COINS.map((_, coin) => ofPool("balances(uint256)", coin)),
      ],
    );
    return { balances, decimals: CURVE_COINS.map(({ decimals }) => decimals), amplification, fee, shareSupply };
  }

  it("are those of its own views", async () => {
    const pool = await readPool();
    for (const whole of ["1", "12345.678901", "3000000"]) {
      for (const [sold, bought] of [
        [0, 1],
        [1, 2],
        [2, 0],
      ] as const) {
        const [dy, withdrawn] = await readContracts<readonly [bigint, bigint]>((fork as Fork).provider, [
          ofPool("get_dy(int128,int128,uint256)", sold, bought, units(whole, sold)),
          ofPool("calc_withdraw_one_coin(uint256,int128)", parseUnits(whole, 18), bought),
        ]);
        // The quote takes the fee after it rounds to the coin's decimals, the swap before.
        expect(amountBought(pool, { sold, bought, amount: units(whole, sold) }) - dy, `swap of ${whole}`).within(-1n, 1n);
        expect(amountWithdrawn(pool, bought, parseUnits(whole, 18)), `${whole} shares`).to.equal(withdrawn);
      }
    }
  });

  it("are exactly what it pays, mints and burns", async function () {
    await skipOnMainnet(this, "a provider who is funded on a local one");
    const execute = (fragment: string, ...args: readonly unknown[]) => impersonator.execute(CURVE_PROVIDER, curve3Pool, fragment, args);
    const held = async () =>
      readContracts<readonly bigint[]>(
        (fork as Fork).provider,
        [curve3Crv, ...CURVE_COINS.map(({ address }) => address)].map((to) => ({
          to,
          fragment: "function balanceOf(address) view returns (uint256)",
          args: [CURVE_PROVIDER],
        })),
      );
    /** What changes of the provider's shares and coins. */
    const changes = async (work: () => Promise<unknown>) => {
      const before = await held();
      await work();
      return (await held()).map((amount, i) => amount - (before[i] as bigint));
    };
    const added = [0n, units("2500000.5", 1), units("7", 2)];
    const minted = sharesMinted(await readPool(), added);
    expect((await changes(() => execute("function add_liquidity(uint256[3],uint256)", added, 0)))[0]).to.equal(minted);

    const taken = [units("5.25", 0), 0n, units("1750000.123456", 2)];
    const burned = sharesBurned(await readPool(), taken);
    const takes = () => execute("function remove_liquidity_imbalance(uint256[3],uint256)", taken, MaxUint256);
    expect((await changes(takes))[0]).to.equal(-burned);

    const swap = { sold: 0, bought: 1, amount: units("4000000", 0) };
    const bought = amountBought(await readPool(), swap);
    const swaps = () => execute("function exchange(int128,int128,uint256,uint256)", swap.sold, swap.bought, swap.amount, 0);
    expect((await changes(swaps))[1 + swap.bought]).to.equal(bought);

    const shares = parseUnits("1500000", 18);
    const withdrawn = amountWithdrawn(await readPool(), 2, shares);
    const leaves = () => execute("function remove_liquidity_one_coin(uint256,int128,uint256)", shares, 2, 0);
    expect((await changes(leaves))[3]).to.equal(withdrawn);
  });
});
