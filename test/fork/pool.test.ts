import { expect } from "chai";
import { parseUnits } from "ethers";
import { developmentAccounts } from "../../scripts/local-mainnet/accounts.ts";
import { CURVE_TRADER } from "../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import { createTestDatabase } from "../store/testStore.ts";
import { CURVE_3POOL } from "./adapters/poolMarkets.ts";
import { type KeeperOnFork, openKeeperOnFork } from "./keeperOnFork.ts";
import { sharedUpstream, skipOnMainnet } from "./upstream.ts";
import { deployUsdcVault, knownMarket, type VaultOnFork, vaultOnFork } from "./vaultOnFork.ts";

const USDC = 10n ** 6n;
const LENDING = knownMarket("1:compound-v3:usdc");

describe("a vault with a pool that the configuration names", function () {
  this.timeout(60_000);
  const [, { privateKey }] = developmentAccounts(2) as [unknown, { privateKey: string }];
  let fork: Fork | undefined;
  let chain: VaultOnFork;
  let running: KeeperOnFork | undefined;

  before(async function () {
    await skipOnMainnet(this, "Compound V3 and Curve, stand-ins");
    fork = await forkOf(await sharedUpstream());
    chain = vaultOnFork(fork, await deployUsdcVault(fork, [LENDING, CURVE_3POOL], { relativeCapBps: 8_000 }));
    const settings = { forecaster: "persistence", decision: { cooldownSeconds: 0 }, execution: { maxLossBps: 10 } };
    const databaseUrl = await createTestDatabase();
    running = await openKeeperOnFork({ chain, databaseUrl, markets: [LENDING.id, CURVE_3POOL.id], privateKey, settings });
  });
  after(async () => {
    await running?.close();
    await fork?.close();
  });

  const swapMuch = async () => {
    for (const [sold, bought, decimals] of [
      [0, 2, 18],
      [2, 1, 6],
      [1, 0, 6],
    ] as const) {
      await chain.send(CURVE_TRADER, mainnetAddresses.curve3Pool, "function exchange(int128,int128,uint256,uint256)", [
        sold,
        bought,
        parseUnits("4000000", decimals),
        0n,
      ]);
    }
  };

  it("leaves it alone while nobody swaps, and invests there when swaps pay more than lending after what entering and leaving cost", async () => {
    const { tick } = running as KeeperOnFork;
    await chain.deposit(chain.users[0].address, 1_000_000n * USDC);
    const quiet = await tick();
    expect(quiet.report.decision.markets.map((market) => market.marketId)).to.deep.equal([LENDING.id, CURVE_3POOL.id]);
    expect(quiet.after.positions[1]).to.equal(0n);
    await swapMuch();
    await chain.passTime(300);
    const busy = await tick();
    expect(busy.report.outcome?.kind).to.equal("mined");
    expect(busy.after.positions[1] as bigint).to.be.greaterThan(700_000n * USDC);
  });
});
