import { expect } from "chai";
import { encodeBytes32String, MaxUint256 } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import { CURVE_PROVIDER, CURVE_TRADER } from "../../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { encodeCall } from "../../../scripts/local-mainnet/calls.ts";
import { DAY } from "../../../scripts/local-mainnet/life/processes.ts";
import { expectRevert } from "../../local-mainnet/fixture.ts";
import { invariantOf } from "../../local-mainnet/stableSwapInvariant.ts";
import { expectExactMaxima } from "../maxima.ts";
import { deployUsdcVault, useVaultOnFork, type VaultOnFork } from "../vaultOnFork.ts";
import { describeAdapter } from "./adapterBehaviour.ts";
import { CURVE_3POOL } from "./poolMarkets.ts";

const { dai, usdc, crv, curve3Pool, curve3Crv, curve3PoolGauge } = mainnetAddresses;
const USDC = 10n ** 6n;
const WAD = 10n ** 18n;
const STAND_IN = "Curve's 3pool, a stand-in";
const SWEEP_RECIPIENT = namedAccount("test/sweep-recipient");
/** What a transaction costs before it does anything. */
const TRANSACTION_GAS = 21_000;
/** As scripts/deploy/curve.ts deploys it. */
const HAIRCUT_BPS = 4n;

const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const TRANSFER = "function transfer(address,uint256)";
const APPROVE = "function approve(address,uint256)";
const TOTAL_ASSETS = "function totalAssets() view returns (uint256)";
const WITHDRAWABLE = "function withdrawable(uint256) view returns (uint256)";
const SHARES = "function sharesPosition() view returns (uint256)";
const HEALTH = "function health() view returns (bool, bytes32)";
const ADD_LIQUIDITY = "function add_liquidity(uint256[3],uint256)";
const EXCHANGE = "function exchange(int128,int128,uint256,uint256)";

const deploy = (fork: Parameters<typeof deployUsdcVault>[0]) => deployUsdcVault(fork, [CURVE_3POOL], { sweepRecipient: SWEEP_RECIPIENT });

/** The 3pool's coins in 18 decimals. */
async function poolBalances(chain: VaultOnFork): Promise<bigint[]> {
  const balances = [0, 1, 2].map((i) => chain.read(curve3Pool, "function balances(uint256) view returns (uint256)", [i]));
  return (await Promise.all(balances)).map((balance, i) => (i === 0 ? balance : balance * 10n ** 12n));
}

/** Two billion are swapped back and forth: their fees are what the pool earns. */
async function swapForAMonth(chain: VaultOnFork): Promise<void> {
  const amount = 15_000_000n * USDC;
  for (let i = 0; i < 70; i++) {
    await chain.send(CURVE_TRADER, curve3Pool, EXCHANGE, [1, 2, amount, 0]);
    await chain.send(CURVE_TRADER, curve3Pool, EXCHANGE, [2, 1, amount, 0]);
  }
}

/** Shares of the pool that anybody may have. */
async function buyShares(chain: VaultOnFork, account: Address, assets: bigint): Promise<void> {
  await chain.funding.usdc(account, assets);
  await chain.send(account, usdc, APPROVE, [curve3Pool, MaxUint256]);
  await chain.send(account, curve3Pool, ADD_LIQUIDITY, [[0, assets, 0], 0]);
}

async function kill(chain: VaultOnFork): Promise<() => Promise<unknown>> {
  const owner = await chain.read<Address>(curve3Pool, "function owner() view returns (address)");
  const [adapter] = chain.adapters as readonly [Address];
  const probe = () => chain.send(namedAccount("test/anybody"), adapter, "function probeExit()");
  await chain.send(owner, curve3Pool, "function kill_me()");
  await probe();
  return async () => {
    await chain.send(owner, curve3Pool, "function unkill_me()");
    await probe();
  };
}

describeAdapter("CurveAdapter", {
  standIn: STAND_IN,
  deploy,
  token: USDC,
  // Of nine hundred thousand: the haircut and less than a basis point of fee.
  roundingLoss: 450n * USDC,
  month: swapForAMonth,
  // The invariant by another way than the contracts', divided among the shares, less the haircut.
  protocolValue: async (chain) => {
    const amplification = await chain.read(curve3Pool, "function A() view returns (uint256)");
    const invariant = invariantOf(await poolBalances(chain), amplification);
    const supply = await chain.read(curve3Crv, "function totalSupply() view returns (uint256)");
    const shares = await chain.read(curve3PoolGauge, BALANCE_OF, [chain.adapters[0]]);
    const assets = (shares * invariant * (10_000n - HAIRCUT_BPS)) / (supply * 10_000n * 10n ** 12n);
    return { tolerance: 1n, at: () => assets };
  },
  gifts: [
    {
      name: "3Crv sent to it",
      prepare: (chain, giver) => buyShares(chain, giver, 50_000n * USDC),
      give: (chain, giver, receiver) => chain.send(giver, curve3Crv, TRANSFER, [receiver, 40_000n * WAD]),
    },
    {
      name: "USDC sent to it",
      prepare: (chain, giver) => chain.funding.usdc(giver, 50_000n * USDC),
      give: (chain, giver, receiver) => chain.send(giver, usdc, TRANSFER, [receiver, 50_000n * USDC]),
    },
  ],
  hiddenByGift: 0n,
  // A pool does not run out of a coin, that becomes dear: see below.
  drain: null,
  closures: [
    { name: "the pool is killed, and somebody tried", begin: kill, reason: "killed", entryOpen: false, exitOpen: false },
    {
      name: "a feed is stale",
      begin: async (chain) => (await chain.scenarios()).staleOracle("chainlinkDaiUsd", 26 * 3_600),
      reason: "oracle-stale",
      entryOpen: true,
      exitOpen: true,
    },
  ],
});

describe("CurveAdapter when the 3pool is not in order", () => {
  const deposited = 1_000_000n * USDC;
  const allocated = 900_000n * USDC;
  const useChain = useVaultOnFork({
    deploy,
    standIn: STAND_IN,
    prepare: async (chain) => {
      await chain.deposit(chain.users[0].address, deposited);
      await chain.rebalance(allocated);
    },
  });
  let chain: VaultOnFork;
  let adapter: Address;
  let user: Address;

  beforeEach(() => {
    chain = useChain();
    [adapter] = chain.adapters as readonly [Address];
    user = chain.users[0].address;
  });

  const total = () => chain.read(adapter, TOTAL_ASSETS);
  const reason = async () => (await chain.read<readonly [boolean, string]>(adapter, HEALTH))[1];
  const shares = () => chain.read(chain.vault, BALANCE_OF, [user]);
  const redeem = async (amount: bigint) => {
    await chain.send(user, chain.vault, "function redeem(uint256,address,address)", [amount, user, user]);
    return chain.read(usdc, BALANCE_OF, [user]);
  };

  it("marks the position by the coin that lost its peg, though the pool still counts it as one, and restores it afterwards", async () => {
    const before = await total();
    const undo = await (await chain.scenarios()).depeg("usdt", 0.93);
    const marked = await total();
    // The seller's fees are in the virtual price.
    expect(Number(marked) / Number(before)).within(0.93, 0.9303);
    expect(await reason()).to.equal(encodeBytes32String("off-peg"));
    await expectRevert(chain.rebalance(USDC), "AdapterUnhealthy(address,bytes32)");
    await expectExactMaxima(chain, user);
    await undo();
    expect(Number(await total()) / Number(before)).within(1, 1.0005);
    expect(await reason()).to.equal(encodeBytes32String(""));
    await redeem(await shares());
  });

  it("marks a fall of the asset itself at par", async () => {
    const before = await total();
    await (await chain.scenarios()).depeg("usdc", 0.95);
    expect(Number(await total()) / Number(before)).within(1, 1.0005);
    expect(await reason()).to.equal(encodeBytes32String("off-peg"));
    // The pool is full of USDC: nothing is easier than leaving with it.
    const { redeem: all } = await expectExactMaxima(chain, user);
    expect(all).to.equal(await shares());
  });

  it("lets a drained pool move no mark, pays at the mark what that buys, and the rest to a keeper who accepts a loss, or later", async () => {
    const before = await total();
    const undo = await (await chain.scenarios()).drainPoolOneSided("usdc");
    expect(Number(await total()) / Number(before)).within(1, 1.0005);
    expect(await reason()).to.equal(encodeBytes32String("imbalanced"));
    await expectRevert(chain.rebalance(USDC), "AdapterUnhealthy(address,bytes32)");
    const atTheMark = await chain.read(adapter, WITHDRAWABLE, [0]);
    expect(atTheMark).to.be.lessThan(before / 100n);
    expect((await expectExactMaxima(chain, user)).withdraw).to.equal(deposited - allocated + atTheMark);
    // The vault accepts five basis points: the pool asks for more.
    await expectRevert(chain.rebalance(-before / 2n), "NotWithdrawable(uint256,uint256)");
    expect(await chain.read(adapter, WITHDRAWABLE, [5_000]), "for half of it").to.be.greaterThan(before / 20n);
    await undo();
    expect(await chain.read(adapter, WITHDRAWABLE, [0])).to.equal(await total());
    const received = await redeem(await shares());
    expect(Number(received) / Number(deposited)).within(0.9995, 1.0005);
  });

  it("is read for less gas than the vault gives a read, with some to spare for dearer pools, also where the search is longest", async () => {
    const gasOf = async (fragment: string, args: readonly unknown[] = []) => {
      const call = { to: adapter, data: encodeCall(fragment, args) };
      return Number(await chain.provider.request({ method: "eth_estimateGas", params: [call] })) - TRANSACTION_GAS;
    };
    await (await chain.scenarios()).drainPoolOneSided("usdc", 0.001);
    expect(await chain.read(adapter, WITHDRAWABLE, [0]), "none can be had at the mark: the longest search").to.equal(0n);
    expect(await gasOf(TOTAL_ASSETS)).to.be.within(10_000, 200_000);
    expect(await gasOf(WITHDRAWABLE, [0])).to.be.within(10_000, 600_000);
  });

  it("loses no more than it says to a keeper who unbalances the pool around an allocation", async () => {
    const [attacker, amount] = [namedAccount("test/attacker"), 18_000_000n * USDC];
    await chain.funding.usdc(attacker, amount);
    await chain.send(attacker, usdc, APPROVE, [curve3Pool, MaxUint256]);
    await chain.send(attacker, dai, APPROVE, [curve3Pool, MaxUint256]);
    await chain.rebalance(-(2n ** 255n));
    for (const part of [4n, 2n, 1n]) {
      await chain.undone(async () => {
        await chain.send(attacker, curve3Pool, EXCHANGE, [1, 0, amount / part, 0]);
        const outcome = await chain.rebalance(allocated).then(
          () => "done",
          () => "refused",
        );
        await chain.send(attacker, curve3Pool, EXCHANGE, [0, 1, await chain.read(dai, BALANCE_OF, [attacker]), 0]);
        const lost = deposited - (await chain.read(chain.vault, TOTAL_ASSETS));
        // Entry and haircut together are less than the vault itself allows a rebalance.
        expect(lost, `${outcome} at ${amount / part}`).to.be.lessThanOrEqual((allocated * (5n + HAIRCUT_BPS)) / 10_000n);
      });
    }
  });

  it("earns CRV by the shares it has staked, and sends them to the receiver whoever claims", async () => {
    const position = await chain.read(adapter, SHARES);
    const others = await chain.read(curve3PoolGauge, BALANCE_OF, [CURVE_PROVIDER]);
    const anybody = namedAccount("test/anybody");
    await chain.send(anybody, adapter, "function claimRewards()");
    const receiver = await chain.read<Address>(adapter, "function rewardReceiver() view returns (address)");
    const before = await chain.read(crv, BALANCE_OF, [receiver]);
    const marked = await total();
    await chain.setNextBlockTime(DAY);
    await chain.send(anybody, adapter, "function claimRewards()");
    const earned = (await chain.read(crv, BALANCE_OF, [receiver])) - before;
    const rate = await chain.read(curve3PoolGauge, "function inflation_rate() view returns (uint256)");
    // The others' working balance is of what they staked, as the adapter's: 40 % each.
    const expected = (rate * BigInt(DAY) * position) / (position + others);
    expect(Number(earned) / Number(expected)).within(0.99999, 1.00001);
    expect(await total()).to.equal(marked);
    expect(await chain.read(crv, BALANCE_OF, [adapter])).to.equal(0n);
  });
});
