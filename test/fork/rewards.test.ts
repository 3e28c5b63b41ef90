import { expect } from "chai";
import { id, MaxUint256, type Result } from "ethers";
import { addressBookOf } from "../../bot/compose.ts";
import type { Address } from "../../bot/core/units.ts";
import { deployDevelopmentVault } from "../../scripts/deploy/developmentVault.ts";
import type { VaultDeployment } from "../../scripts/deploy/record.ts";
import { rewardSellerSpecification } from "../../scripts/deploy/rewardSeller.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { TRADER } from "../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { FEED_OPERATOR } from "../../scripts/local-mainnet/deploy/feeds.ts";
import { REWARD_TREASURY, rewardAaveSuppliers, rewardCometSuppliers } from "../../scripts/local-mainnet/deploy/rewards.ts";
import type { Fork } from "../../scripts/local-mainnet/forkOf.ts";
import { createImpersonator } from "../../scripts/local-mainnet/impersonation.ts";
import { DAY } from "../../scripts/local-mainnet/life/processes.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert } from "../local-mainnet/fixture.ts";
import { knownMarket, useVaultOnFork, type VaultOnFork } from "./vaultOnFork.ts";

const { usdc, comp, aave, comet, cometRewards, aaveAUsdc, aaveRewardsController, weth } = mainnetAddresses;
const { compUsdFeed, aaveUsdFeed, chainlinkUsdcUsd, uniswapSwapRouter, uniswapQuoterV2 } = mainnetAddresses;

const USDC = 10n ** 6n;
const SWEEP_RECIPIENT = namedAccount("test/sweep-recipient");
const ANYBODY = namedAccount("test/anybody");
/** To all suppliers of the market together. */
const COMP_PER_SECOND = 0.01;
const AAVE_PER_SECOND_WEI = 10n ** 15n;

const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const TOTAL_ASSETS = "function totalAssets() view returns (uint256)";
const IDLE = "function idle() view returns (uint256)";
const TRANSFER = "function transfer(address,uint256)";
const APPROVE = "function approve(address,uint256)";
const ALLOWANCE = "function allowance(address,address) view returns (uint256)";
const CLAIM = "function claimRewards()";
const SELL = "function sell(address token, uint256 amount, uint256 minAssetsOut, uint256 deadline)";
const QUOTE = "function quoteExactInput(bytes path, uint256 amountIn) returns (uint256, uint160[], uint32[], uint256)";
const SWAP = "function exactInput((bytes path, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum))";

const markets = ["1:aave-v3:usdc", "1:compound-v3:usdc"].map(knownMarket);
const [assetMarket] = markets as [(typeof markets)[number]];

async function deployRewardedVault(fork: Fork): Promise<VaultDeployment> {
  const { deployment, close } = await deployDevelopmentVault({
    fork,
    markets,
    users: 3,
    relativeCapBps: 10_000,
    limits: { idleFloorBps: 0 },
    sweepRecipient: SWEEP_RECIPIENT,
  });
  close();
  return deployment;
}

describe("rewards on a fork", () => {
  const useChain = useVaultOnFork({
    deploy: deployRewardedVault,
    standIn: "COMP, AAVE and what pays them out, stand-ins",
    prepare: async (chain) => {
      await chain.deposit(chain.users[0].address, 1_000_000n * USDC);
      await chain.rebalance(400_000n * USDC, 500_000n * USDC);
      const impersonator = createImpersonator(chain.provider);
      await rewardCometSuppliers(impersonator, COMP_PER_SECOND);
      const { timestampSeconds } = await readHead(chain.provider);
      const endSeconds = timestampSeconds + 365 * DAY;
      await rewardAaveSuppliers(impersonator, { aToken: aaveAUsdc, reward: aave, perSecondWei: AAVE_PER_SECOND_WEI, endSeconds });
    },
  });
  let chain: VaultOnFork;
  let seller: Address;
  let aaveAdapter: Address;
  let compoundAdapter: Address;

  beforeEach(() => {
    chain = useChain();
    seller = (chain.deployment.rewardSeller as { readonly address: Address }).address;
    [aaveAdapter, compoundAdapter] = chain.adapters as readonly [Address, Address];
  });

  const balance = (token: Address, account: Address) => chain.read(token, BALANCE_OF, [account]);
  const claim = (adapter: Address) => chain.send(ANYBODY, adapter, CLAIM);
  const pathOf = (token: Address): string => {
    const { routes } = rewardSellerSpecification(addressBookOf(1), assetMarket.asset, {
      sweepRecipient: SWEEP_RECIPIENT,
      timelockSeconds: 0,
    });
    return routes.find((one) => one.token === token)?.route.path ?? "";
  };
  const quote = async (token: Address, amount: bigint) =>
    (await chain.read<Result>(uniswapQuoterV2, QUOTE, [pathOf(token), amount]))[0] as bigint;
  const worth = (token: Address, amount: bigint) =>
    chain.read(seller, "function oracleAssets(address,uint256) view returns (uint256)", [token, amount]);
  const sell = (token: Address, amount: bigint, minAssetsOut: bigint) =>
    chain.send(chain.keeper, seller, SELL, [token, amount, minAssetsOut, MaxUint256]);

  /** Feeds say what they said, as of now. */
  async function refreshFeeds(): Promise<void> {
    const { timestampSeconds } = await readHead(chain.provider);
    for (const feed of [compUsdFeed, aaveUsdFeed, chainlinkUsdcUsd]) {
      const answer = await chain.read(feed, "function latestAnswer() view returns (int256)");
      await chain.send(FEED_OPERATOR, feed, "function setRoundData(int256,uint256)", [answer, timestampSeconds]);
    }
  }

  it("deploys the seller with the routes of the address book and its adapters' claims going there", async () => {
    for (const adapter of [aaveAdapter, compoundAdapter]) {
      expect(await chain.read<Address>(adapter, "function rewardReceiver() view returns (address)")).to.equal(seller);
    }
    const tokens = "function rewardTokens() view returns (address[])";
    expect([...(await chain.read<Result>(aaveAdapter, tokens))]).to.deep.equal([aave]);
    expect([...(await chain.read<Result>(compoundAdapter, tokens))]).to.deep.equal([comp]);
    expect(await chain.read<Address>(seller, "function vault() view returns (address)")).to.equal(chain.vault);
    expect(await chain.read<Address>(seller, "function sweepRecipient() view returns (address)")).to.equal(SWEEP_RECIPIENT);
    for (const token of [comp, aave]) {
      const route = await chain.read<Result>(
        seller,
        "function route(address) view returns ((bytes path, (address, uint32) rewardFeed, (address, uint32) assetFeed, uint16 maxSlippageBps))",
        [token],
      );
      expect(route.path).to.equal(pathOf(token));
      expect(route.rewardFeed[0]).to.equal(token === comp ? compUsdFeed : aaveUsdFeed);
      expect(route.assetFeed[0]).to.equal(chainlinkUsdcUsd);
    }
  });

  it("brings the seller Compound's share of COMP by the market's own formula", async () => {
    await claim(compoundAdapter);
    const principalOf = "function userBasic(address) view returns (int104, uint64, uint64, uint16, uint8)";
    const totalsBasic =
      "function totalsBasic() view returns ((uint64, uint64, uint64, uint64, uint104 totalSupplyBase, uint104, uint40, uint8))";
    const [principal] = await chain.read<readonly [bigint]>(comet, principalOf, [compoundAdapter]);
    const { totalSupplyBase } = await chain.read<{ readonly totalSupplyBase: bigint }>(comet, totalsBasic);
    const before = await balance(comp, seller);
    await chain.setNextBlockTime(7 * DAY);
    await claim(compoundAdapter);
    // The market counts in millionths and rounds its index down: a few millionths may be missing.
    const expected = (BigInt(7 * DAY) * BigInt(COMP_PER_SECOND * 1e18) * principal) / totalSupplyBase;
    expect((await balance(comp, seller)) - before).within(expected - 10n ** 15n, expected);
    expect(await balance(comp, compoundAdapter)).to.equal(0n);
  });

  it("brings the seller Aave's share of AAVE by the controller's own formula", async () => {
    await claim(aaveAdapter);
    const [scaled, supply] = await chain.read<readonly [bigint, bigint]>(
      aaveAUsdc,
      "function getScaledUserBalanceAndSupply(address) view returns (uint256, uint256)",
      [aaveAdapter],
    );
    const before = await balance(aave, seller);
    await chain.setNextBlockTime(7 * DAY);
    await claim(aaveAdapter);
    const expected = (BigInt(7 * DAY) * AAVE_PER_SECOND_WEI * scaled) / supply;
    // The index is rounded down to one wei a whole token of supply.
    expect((await balance(aave, seller)) - before).within(expected - scaled / USDC - 1n, expected);
  });

  it("counts nothing before it is sold: neither accrual nor a claim moves total assets", async () => {
    const rewardless = await chain.undone(async () => {
      await chain.passTime(30 * DAY);
      return chain.read(chain.vault, TOTAL_ASSETS);
    });
    for (const adapter of chain.adapters) {
      await chain.undone(async () => {
        await chain.setNextBlockTime(30 * DAY);
        await claim(adapter);
        expect(await chain.read(chain.vault, TOTAL_ASSETS)).to.equal(rewardless);
      });
    }
    expect(rewardless).to.be.greaterThan(1_000_000n * USDC);
  });

  for (const [symbol, token] of [
    ["COMP", comp],
    ["AAVE", aave],
  ] as const) {
    it(`sells ${symbol} through Uniswap for what the quoter says, all of which reaches idle`, async () => {
      await chain.passTime(30 * DAY);
      for (const adapter of chain.adapters) await claim(adapter);
      await refreshFeeds();
      const amount = await balance(token, seller);
      expect(amount).to.be.greaterThan(10n ** 18n);
      const quoted = await quote(token, amount);
      const oracle = await worth(token, amount);
      // 0.35 % of fees and the price impact.
      expect(quoted).within((oracle * 985n) / 1_000n, (oracle * 9_965n) / 10_000n);
      const idle = await chain.read(chain.vault, IDLE);
      await sell(token, MaxUint256, quoted);
      expect((await chain.read(chain.vault, IDLE)) - idle).to.equal(quoted);
      expect(await balance(token, seller)).to.equal(0n);
      expect(await balance(usdc, seller)).to.equal(0n);
      expect(await chain.read(token, ALLOWANCE, [seller, uniswapSwapRouter])).to.equal(0n);
      expect(await chain.read(usdc, ALLOWANCE, [seller, chain.vault])).to.equal(0n);
    });
  }

  it("refuses to sell into a pool whose price was pushed below the feed", async () => {
    await chain.send(REWARD_TREASURY, comp, TRANSFER, [seller, 100n * 10n ** 18n]);
    const dumped = 10_000n * 10n ** 18n;
    await chain.send(REWARD_TREASURY, comp, TRANSFER, [TRADER, dumped]);
    await chain.send(TRADER, comp, APPROVE, [uniswapSwapRouter, dumped]);
    await chain.send(TRADER, uniswapSwapRouter, SWAP, [[pathOf(comp), TRADER, MaxUint256, dumped, 0n]]);
    await refreshFeeds();
    const error = await sell(comp, MaxUint256, 0n).then(
      () => expect.fail("sold too cheaply"),
      (reason: unknown) => String(reason),
    );
    expect(error).to.include("Too little received");
  });

  it("refuses to sell at a price that is out of date", async () => {
    await chain.send(REWARD_TREASURY, comp, TRANSFER, [seller, 10n ** 18n]);
    await refreshFeeds();
    await chain.undone(() => sell(comp, MaxUint256, 0n));
    await chain.passTime(2 * 3_600);
    await expectRevert(sell(comp, MaxUint256, 0n), "PriceUnusable(address,uint256)");
  });

  it("does not lose COMP that somebody had paid to the adapter", async () => {
    await chain.passTime(DAY);
    await chain.send(ANYBODY, cometRewards, "function claim(address,address,bool)", [comet, compoundAdapter, true]);
    const pushed = await balance(comp, compoundAdapter);
    expect(pushed).to.be.greaterThan(0n);
    await claim(compoundAdapter);
    expect(await balance(comp, seller)).to.be.greaterThan(pushed - 1n);
    expect(await balance(comp, compoundAdapter)).to.equal(0n);
  });

  it("lets nobody but the adapter have its rewards sent elsewhere", async () => {
    const claimTo = "function claimTo(address,address,address,bool)";
    await chain.passTime(DAY);
    await expectRevert(chain.send(ANYBODY, cometRewards, claimTo, [comet, compoundAdapter, ANYBODY, true]), "NotPermitted(address)");
    await chain.send(ANYBODY, aaveRewardsController, "function claimAllRewards(address[],address)", [[aaveAUsdc], ANYBODY]);
    expect(await balance(aave, ANYBODY)).to.equal(0n);
  });

  it("sweeps a token without a route to the fixed recipient, by the curator only", async () => {
    await chain.funding.weth(TRADER, 5n);
    await chain.send(TRADER, weth, TRANSFER, [seller, 5n]);
    const sweep = "function sweep(address)";
    await expectRevert(chain.send(chain.keeper, seller, sweep, [weth]), "AccessControlUnauthorizedAccount(address,bytes32)");
    await chain.send(chain.owner, seller, sweep, [weth]);
    expect(await balance(weth, SWEEP_RECIPIENT)).to.equal(5n);
    await expectRevert(chain.send(chain.owner, seller, sweep, [comp]), "NotSweepable(address)");
  });

  it("takes roles from the vault: who loses one there has lost it here", async () => {
    await chain.send(REWARD_TREASURY, comp, TRANSFER, [seller, 10n ** 18n]);
    await refreshFeeds();
    await chain.send(chain.owner, chain.vault, "function revokeRole(bytes32,address)", [id("KEEPER_ROLE"), chain.keeper]);
    await expectRevert(sell(comp, MaxUint256, 0n), "AccessControlUnauthorizedAccount(address,bytes32)");
  });
});
