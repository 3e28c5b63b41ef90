import { expect } from "chai";
import { parseUnits } from "ethers";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { createScenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { observed, useLocalCollector } from "./localCollector.ts";

const AAVE_USDC = "1:aave-v3:usdc";
const COMPOUND_USDC = "1:compound-v3:usdc";
const SKY_USDC = "1:sky-savings:usdc";
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const TOTAL_SUPPLY = "function totalSupply() view returns (uint256)";

describe("the collector on a local mainnet", () => {
  const { chain, collector } = useLocalCollector();
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const scenarios = async () => createScenarios(await createLife({ provider: chain().provider, seed: 3 }));

  describe("what it says of a market's state", () => {
    const state = async (marketId: string) => observed(await collector().collect(), marketId);

    it("is open, with the cash and the room that the protocol has", async () => {
      const { addresses } = chain();
      const snapshot = await collector().collect();
      for (const one of snapshot.observations) {
        expect(one.flags, one.marketId).to.deep.equal({ paused: false, frozen: false, supplyCapReached: false });
      }
      expect(observed(snapshot, AAVE_USDC).liquidity).to.equal(await read(addresses.usdc, BALANCE_OF, addresses.aaveAUsdc));
      expect(observed(snapshot, COMPOUND_USDC).liquidity).to.equal(await read(addresses.usdc, BALANCE_OF, addresses.comet));
      expect(observed(snapshot, SKY_USDC).liquidity).to.equal(await read(addresses.usdc, BALANCE_OF, addresses.usdsPsmPocket));
      expect(observed(snapshot, AAVE_USDC).totalSupply).to.equal(await read(addresses.aaveAUsdc, TOTAL_SUPPLY));
      expect(observed(snapshot, AAVE_USDC).totalBorrow).to.equal(await read(addresses.aaveDebtUsdc, TOTAL_SUPPLY));
      expect(observed(snapshot, COMPOUND_USDC).totalSupply).to.equal(await read(addresses.comet, TOTAL_SUPPLY));
      expect(observed(snapshot, COMPOUND_USDC).supplyRoom).to.equal(null);
    });

    it("is paused, and open again, when Aave's reserve is", async () => {
      const undo = await (await scenarios()).aavePause("usdc");
      expect(await state(AAVE_USDC)).to.deep.include({
        liquidity: 0n,
        supplyRoom: 0n,
        flags: { paused: true, frozen: false, supplyCapReached: false },
      });
      expect((await state("1:aave-v3:dai")).flags.paused).to.equal(false);
      await undo();
      expect((await state(AAVE_USDC)).flags.paused).to.equal(false);
    });

    it("is frozen, with its cash, when Aave's reserve is", async () => {
      await (await scenarios()).aaveFreeze("usdc");
      const one = await state(AAVE_USDC);
      expect(one.flags).to.deep.equal({ paused: false, frozen: true, supplyCapReached: false });
      expect(one.supplyRoom).to.equal(0n);
      expect(one.liquidity).to.equal(await read(chain().addresses.usdc, BALANCE_OF, chain().addresses.aaveAUsdc));
    });

    it("is full when Aave's supply cap is reached", async () => {
      const { addresses, impersonator } = chain();
      const setCap = (cap: bigint) =>
        impersonator.execute(ADMINISTRATORS.aaveAclAdmin, addresses.aavePoolConfigurator, "function setSupplyCap(address,uint256)", [
          addresses.usdc,
          cap,
        ]);
      const supplied = await read(addresses.aaveAUsdc, TOTAL_SUPPLY);
      await setCap(supplied / 10n ** 6n + 1_000n);
      const one = await state(AAVE_USDC);
      expect(one.flags.supplyCapReached).to.equal(false);
      expect(one.supplyRoom).within(900n * 10n ** 6n, 1_001n * 10n ** 6n);
      await setCap(supplied / 10n ** 6n - 1n);
      expect(await state(AAVE_USDC)).to.deep.include({
        supplyRoom: 0n,
        flags: { paused: false, frozen: false, supplyCapReached: true },
      });
    });

    it("is paused when Comet is, and without cash when it is drained", async () => {
      const scenario = await scenarios();
      const undo = await scenario.drain("comet-usdc");
      const drained = await state(COMPOUND_USDC);
      expect(drained.liquidity).to.equal(0n);
      expect(drained.flags.paused).to.equal(false);
      await undo();
      await scenario.cometPause();
      expect(await state(COMPOUND_USDC)).to.deep.include({
        liquidity: 0n,
        supplyRoom: 0n,
        flags: { paused: true, frozen: true, supplyCapReached: false },
      });
    });

    it("is paused when the PSM is halted, and tells the PSM's fees otherwise", async () => {
      const { addresses, impersonator } = chain();
      const undo = await (await scenarios()).psmHalt();
      expect(await state(SKY_USDC)).to.deep.include({
        liquidity: 0n,
        supplyRoom: 0n,
        enterBps: 0,
        exitBps: 0,
        flags: { paused: true, frozen: true, supplyCapReached: false },
      });
      await undo();
      const file = (what: string, fee: string) =>
        impersonator.execute(ADMINISTRATORS.skyPauseProxy, addresses.usdsPsm, "function file(bytes32,uint256)", [
          `0x${Buffer.from(what).toString("hex").padEnd(64, "0")}`,
          parseUnits(fee, 18),
        ]);
      await file("tin", "0.0005");
      await file("tout", "0.002");
      const one = await state(SKY_USDC);
      expect(one).to.deep.include({ enterBps: 5, exitBps: 20, flags: { paused: false, frozen: false, supplyCapReached: false } });
    });
  });
});
