import { expect } from "chai";
import { encodeBytes32String, id, MaxUint256 } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import { LIQUIDITY_PROVIDER } from "../../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { encodeCall } from "../../../scripts/local-mainnet/calls.ts";
import { FEED_OPERATOR } from "../../../scripts/local-mainnet/deploy/feeds.ts";
import { PEG_POSITION_ID } from "../../../scripts/local-mainnet/deploy/positions.ts";
import { DAY, HOUR } from "../../../scripts/local-mainnet/life/processes.ts";
import { readHead } from "../../../scripts/local-mainnet/provider.ts";
import { expectRevert } from "../../local-mainnet/fixture.ts";
import { expectExactMaxima } from "../maxima.ts";
import { deployUsdcVault, useVaultOnFork, type VaultOnFork } from "../vaultOnFork.ts";
import { UNISWAP_USDC_USDT } from "./poolMarkets.ts";

const { usdc, usdt, uniswapPositionManager, chainlinkUsdcUsd, chainlinkUsdtUsd } = mainnetAddresses;

const USDC = 10n ** 6n;
const DEPOSITED = 1_000_000n * USDC;
const ALLOCATED = 900_000n * USDC;
const IDLE = DEPOSITED - ALLOCATED;
const EVERYTHING = -(2n ** 255n);
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const APPROVE = "function approve(address,uint256)";
const RERANGE = "function rerange(int24,int24,uint256,uint256)";
const COLLECT_FEES = "function collectFees()";
const MINT_NFT =
  "function mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)) payable returns (uint256,uint128,uint256,uint256)";

const POSITION =
  "function positions(uint256) view returns (uint96, address, address, address, uint24, int24, int24, uint128, uint256, uint256, uint128, uint128)";
const DECREASE = "function decreaseLiquidity((uint256,uint128,uint256,uint256,uint256)) payable returns (uint256, uint256)";

const BLOCK_SECONDS = 12;

/** Basis points of an amount. */
const bps = (amount: bigint, points: bigint) => (amount * points) / 10_000n;

describe("UniswapV3Adapter on a fork", () => {
  const useChain = useVaultOnFork({
    deploy: (fork) => deployUsdcVault(fork, [UNISWAP_USDC_USDT]),
    standIn: "USDT and the feeds, stand-ins",
    prepare: (chain) => chain.deposit(chain.users[0].address, DEPOSITED),
  });
  let chain: VaultOnFork;
  let user: Address;
  let adapter: Address;

  beforeEach(async () => {
    chain = useChain();
    user = chain.users[0].address;
    [adapter] = chain.adapters as readonly [Address];
  });

  const position = () => chain.read(adapter, "function totalAssets() view returns (uint256)");
  const vaultAssets = () => chain.read(chain.vault, "function totalAssets() view returns (uint256)");
  const withdrawable = (maxLossBps = 0) => chain.read(adapter, "function withdrawable(uint256) view returns (uint256)", [maxLossBps]);
  const allocatable = () => chain.read(adapter, "function allocatable() view returns (uint256)");
  const cash = async () => ({
    usdc: await chain.read(adapter, "function cash0() view returns (uint128)"),
    usdt: await chain.read(adapter, "function cash1() view returns (uint128)"),
  });
  const range = () => chain.read<readonly [bigint, bigint, bigint]>(adapter, "function range() view returns (int24, int24, uint128)");

  async function expectHealth(reason: string): Promise<void> {
    const health = await chain.read<readonly [boolean, string]>(adapter, "function health() view returns (bool, bytes32)");
    expect([...health]).to.deep.equal([reason === "", encodeBytes32String(reason)]);
  }

  /** Everybody is one user here: leaves with all shares, and is paid what the vault said. */
  async function leave(): Promise<bigint> {
    const shares = await chain.read(chain.vault, BALANCE_OF, [user]);
    // Gains are released from second to second: asked in the block that pays.
    await chain.setNextBlockTime(BLOCK_SECONDS);
    const promised = await chain.read(chain.vault, "function previewRedeem(uint256) view returns (uint256)", [shares], "pending");
    const before = await chain.read(usdc, BALANCE_OF, [user]);
    await chain.send(user, chain.vault, "function redeem(uint256,address,address)", [shares, user, user]);
    const received = (await chain.read(usdc, BALANCE_OF, [user])) - before;
    expect(received, "what the vault promised").within(promised - 2n, promised + 2n);
    return received;
  }

  /** The price of a USDT in USDC by the feeds, in basis points over par. */
  async function writeFeeds(basisPointsOverPar: number): Promise<void> {
    const time = (await readHead(chain.provider)).timestampSeconds;
    const SET = "function setRoundData(int256,uint256)";
    await chain.send(FEED_OPERATOR, chainlinkUsdcUsd, SET, [10n ** 8n, time]);
    await chain.send(FEED_OPERATOR, chainlinkUsdtUsd, SET, [10n ** 8n + BigInt(basisPointsOverPar) * 10n ** 4n, time]);
  }

  it("invests what is allocated, at the cost of the haircut, and leaves little in cash", async () => {
    await chain.rebalance(ALLOCATED);
    const marked = await position();
    expect(marked).within(ALLOCATED - bps(ALLOCATED, 3n), ALLOCATED);
    expect(await vaultAssets()).to.equal(IDLE + marked);
    expect(await withdrawable()).to.equal(marked);
    const { usdc: usdcCash, usdt: usdtCash } = await cash();
    expect(usdcCash + usdtCash).to.be.lessThan(bps(ALLOCATED, 10n));
    expect(await chain.read(usdc, BALANCE_OF, [adapter])).to.equal(usdcCash);
    expect(await chain.read(usdt, BALANCE_OF, [adapter])).to.equal(usdtCash);
    await expectHealth("");
  });

  it("pays every maximum exactly, and who leaves gets the whole mark", async () => {
    await chain.rebalance(ALLOCATED);
    const maxima = await expectExactMaxima(chain, user);
    expect(maxima.redeem).to.equal(await chain.read(chain.vault, BALANCE_OF, [user]));
    expect(await leave()).to.be.at.least(DEPOSITED - bps(ALLOCATED, 3n));
  });

  it("earns its share of the pool's fees while others trade, which count before anybody collects them", async () => {
    await chain.rebalance(ALLOCATED);
    const { life } = await chain.scenarios();
    await life.advance(DAY);
    expect(life.failed).to.deep.equal([]);
    const before = { position: await position(), ...(await cash()) };
    const stranger = namedAccount("test/stranger");
    await chain.send(stranger, adapter, COLLECT_FEES);
    const after = { position: await position(), ...(await cash()) };
    expect(after.usdc - before.usdc, "fees in USDC").to.be.greaterThan(0n);
    expect(after.usdt - before.usdt, "fees in USDT").to.be.greaterThan(0n);
    expect(after.position, "the mark").within(before.position - 1n, before.position + 1n);
  });

  it("stays whole through a week of others' trades, and can be left", async () => {
    await chain.rebalance(ALLOCATED);
    const { life } = await chain.scenarios();
    for (let day = 0; day < 7; day++) {
      await life.advance(DAY);
      expect(await withdrawable(5), "withdrawable at the keeper's accepted loss").to.be.at.least(bps(await position(), 9_900n));
    }
    expect(life.failed).to.deep.equal([]);
    // The feeds move by ten basis points at most in a life without scenarios.
    expect(await position()).to.be.at.least(ALLOCATED - bps(ALLOCATED, 20n));
  });

  it("can be left by the keeper altogether, and then be removed", async () => {
    await chain.rebalance(ALLOCATED);
    // First the mark, then what the haircut kept back and the exit did not use.
    await chain.rebalance(EVERYTHING);
    expect(await position()).to.be.lessThan(bps(ALLOCATED, 3n));
    await chain.rebalance(EVERYTHING);
    expect(await position()).to.equal(0n);
    expect(await chain.read(chain.vault, "function idle() view returns (uint256)")).to.be.at.least(DEPOSITED - bps(ALLOCATED, 2n));
    await chain.send(chain.owner, chain.vault, "function removeAdapter(address)", [adapter]);
  });

  it("holds USDT when the pool is drained of USDC: worth what it was, and paid out when the pool comes back", async () => {
    await chain.rebalance(ALLOCATED);
    const marked = await position();
    const { pushUniswapPrice } = await chain.scenarios();
    const undo = await pushUniswapPrice(-90);
    await expectHealth("oracle-deviates");
    expect(await position(), "no swap lowers the mark").to.be.at.least(marked);
    expect(await withdrawable()).to.be.lessThan(bps(ALLOCATED, 10n));
    expect(await allocatable()).to.equal(0n);
    await expectRevert(chain.rebalance(USDC), "AdapterUnhealthy(address,bytes32)");
    const maxima = await expectExactMaxima(chain, user);
    expect(maxima.withdraw).to.equal(IDLE + (await withdrawable()));
    await undo();
    expect(await leave()).to.be.at.least(DEPOSITED - bps(ALLOCATED, 3n));
  });

  it("holds USDC when the pool is drained of USDT: all of it is there, and none of it is lost to who drained it", async () => {
    await chain.rebalance(ALLOCATED);
    const marked = await position();
    const { pushUniswapPrice } = await chain.scenarios();
    await pushUniswapPrice(90);
    await expectHealth("oracle-deviates");
    expect(await withdrawable()).to.equal(await position());
    expect(await position()).to.be.at.least(marked);
    await expectRevert(chain.rebalance(USDC), "AdapterUnhealthy(address,bytes32)");
    await expectExactMaxima(chain, user);
    expect(await leave()).to.be.at.least(DEPOSITED - bps(ALLOCATED, 3n));
  });

  it("marks itself lower within the band while the oracle is stale, and pays what needs no swap", async () => {
    await chain.rebalance(ALLOCATED);
    const marked = await position();
    const { staleOracle } = await chain.scenarios();
    const undo = await staleOracle("chainlinkUsdtUsd", 2 * DAY);
    await expectHealth("oracle-stale");
    expect(await position()).within(marked - bps(ALLOCATED, 63n), marked - 1n);
    expect(await allocatable()).to.equal(0n);
    await expectRevert(chain.rebalance(USDC), "AdapterUnhealthy(address,bytes32)");
    const maxima = await expectExactMaxima(chain, user);
    expect(maxima.withdraw, "about half is USDC").within(IDLE + bps(ALLOCATED, 4_000n), IDLE + bps(ALLOCATED, 6_000n));
    await undo();
    expect(await position()).to.equal(marked);
    await expectHealth("");
  });

  it("says that the token is off its peg, and marks it at its price", async () => {
    await chain.rebalance(ALLOCATED);
    await writeFeeds(-500);
    await expectHealth("off-peg");
    expect(await position(), "all in USDT at 0.95").within(bps(ALLOCATED, 9_480n), bps(ALLOCATED, 9_510n));
    await expectExactMaxima(chain, user);
  });

  it("earns nothing out of its range, which is no fault, until the keeper moves the range after the price", async () => {
    await chain.rebalance(ALLOCATED);
    const { pushUniswapPrice, life } = await chain.scenarios();
    await pushUniswapPrice(-15);
    await writeFeeds(-15);
    await expectHealth("");
    expect(await allocatable()).to.equal(0n);
    await expectRevert(chain.rebalance(USDC), "OutOfRange(uint160)");
    const marked = await position();

    await expectRevert(chain.send(user, adapter, RERANGE, [5, 25, 0, MaxUint256]), "OnlyKeeper(address)");
    await chain.send(chain.keeper, adapter, RERANGE, [5, 25, marked - bps(marked, 10n), MaxUint256]);
    expect((await range()).slice(0, 2)).to.deep.equal([5n, 25n]);
    expect(await position()).within(marked - bps(marked, 10n), marked);
    expect(await allocatable()).to.be.greaterThan(0n);
    await chain.rebalance(10_000n * USDC);
    await expectRevert(chain.send(chain.keeper, adapter, RERANGE, [6, 26, 0, MaxUint256]), "RerangeTooEarly(uint256,uint256)");
    await life.advance(5 * HOUR);
    await writeFeeds(-15);
    await chain.send(chain.keeper, adapter, RERANGE, [6, 26, 0, MaxUint256]);
    await expectExactMaxima(chain, user);
  });

  it("is read and left within the vault's gas limits though the pool is thin and its liquidity changes at every tick", async () => {
    await chain.rebalance(ALLOCATED);
    const provider = LIQUIDITY_PROVIDER;
    const peg = await chain.read<readonly bigint[]>(uniswapPositionManager, POSITION, [PEG_POSITION_ID]);
    await chain.send(provider, uniswapPositionManager, DECREASE, [[PEG_POSITION_ID, peg[7], 0, 0, MaxUint256]]);
    for (let tick = 1; tick <= 25; tick++) {
      const thin = [usdc, usdt, 100, tick, tick + 1, BigInt(tick) * USDC, 0, 0, 0, provider, MaxUint256];
      await chain.send(provider, uniswapPositionManager, MINT_NFT, [thin]);
    }
    // All cold, as in the vault's own call, and with the cost of a transaction on top.
    const data = encodeCall("function withdrawable(uint256)", [100]);
    const gas = BigInt(
      (await chain.provider.request({ method: "eth_estimateGas", params: [{ from: user, to: adapter, data }] })) as string,
    );
    expect(gas).within(250_000n, 800_000n);
    const maxima = await expectExactMaxima(chain, user);
    expect(maxima.withdraw).to.be.greaterThan(IDLE + ALLOCATED / 3n);
    const marked = await position();
    expect(await withdrawable(20), "more at a loss").to.be.greaterThan(await withdrawable());
    expect(await withdrawable(100)).to.be.lessThan(marked);
  });

  it("refuses bad ticks from the keeper, and any re-range while the vault is paused", async () => {
    await chain.rebalance(ALLOCATED);
    const rerange = (lower: number, upper: number) => chain.send(chain.keeper, adapter, RERANGE, [lower, upper, 0, MaxUint256]);
    for (const [lower, upper] of [
      [10, -10],
      [3, 3],
      [-1, 2],
      [-70, 10],
      [-10, 70],
    ] as const) {
      await expectRevert(rerange(lower, upper), "BadRange(int24,int24)");
    }
    await expectRevert(rerange(-887_273, 10), "TickOutOfRange(int24)");
    await expectRevert(rerange(2, 20), "OutOfRange(uint160)");
    await chain.send(chain.owner, chain.vault, "function pause()");
    await expectRevert(rerange(-5, 5), "VaultClosed()");
  });

  it("is not moved by an NFT given to it, nor by tokens", async () => {
    await chain.rebalance(ALLOCATED);
    const before = { position: await position(), withdrawable: await withdrawable(), total: await vaultAssets() };
    const giver = namedAccount("test/giver");
    await chain.funding.usdc(giver, 200_000n * USDC);
    await chain.funding.usdt(giver, 200_000n * USDC);
    for (const token of [usdc, usdt]) await chain.send(giver, token, APPROVE, [uniswapPositionManager, MaxUint256]);
    const given = [usdc, usdt, 100, -10, 10, 100_000n * USDC, 100_000n * USDC, 0, 0];
    await chain.send(giver, uniswapPositionManager, MINT_NFT, [[...given, adapter, MaxUint256]]);
    for (const token of [usdc, usdt]) await chain.send(giver, token, "function transfer(address,uint256)", [adapter, 50_000n * USDC]);
    expect(await chain.read(uniswapPositionManager, BALANCE_OF, [adapter]), "the NFT is there").to.equal(1n);
    expect({ position: await position(), withdrawable: await withdrawable(), total: await vaultAssets() }).to.deep.equal(before);
    await leave();
    expect(await chain.read(usdc, BALANCE_OF, [adapter]), "the gift stays").to.be.at.least(50_000n * USDC);
  });

  it("obeys nobody but its vault, and names the risks it shares", async () => {
    await expectRevert(chain.send(user, adapter, "function allocate(uint256)", [1n]), "OnlyVault(address)");
    await expectRevert(chain.send(user, adapter, "function deallocate(uint256,uint256)", [1n, 0]), "OnlyVault(address)");
    const risks = ["protocol:uniswap-v3", "issuer:usdc", "issuer:usdt"];
    expect(await chain.read<readonly string[]>(adapter, "function riskIds() view returns (bytes32[])")).to.deep.equal(risks.map(id));
  });
});
