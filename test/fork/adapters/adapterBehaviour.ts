import { expect } from "chai";
import { encodeBytes32String, id } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import type { VaultDeployment } from "../../../scripts/deploy/record.ts";
import { namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import type { Fork } from "../../../scripts/local-mainnet/forkOf.ts";
import { DAY } from "../../../scripts/local-mainnet/life/processes.ts";
import { expectRevert } from "../../local-mainnet/fixture.ts";
import { expectExactMaxima } from "../maxima.ts";
import { skipOnMainnet } from "../upstream.ts";
import { useVaultOnFork, type VaultOnFork } from "../vaultOnFork.ts";

/** What is particular to one adapter; the vault's first adapter is the one under test. */
export interface AdapterCase {
  /** What of it is a stand-in on a local mainnet; null if it is genuine. */
  readonly standIn: string | null;
  readonly deploy: (fork: Fork) => Promise<VaultDeployment>;
  /** What has to be there before the first allocation. */
  readonly prepare?: (chain: VaultOnFork) => Promise<unknown>;
  /** One whole token of the vault's asset. */
  readonly token: bigint;
  /** What one allocation may cost, by rounding or by fees, in smallest units. */
  readonly roundingLoss: bigint;
  /** What others do in a month, for a market that pays from what it earns by them; none for one that pays interest. */
  readonly month?: (chain: VaultOnFork) => Promise<unknown>;
  /**
   * Called right after the allocation and what others do then: what the protocol's own formula, from its own state now, makes of the adapter's position at any later
   * time when nobody acts meanwhile; and how many smallest units that may be off.
   */
  readonly protocolValue: (chain: VaultOnFork) => Promise<{ readonly tolerance: bigint; at(timeSeconds: number): bigint }>;
  /** Ways to give something to an account that did not ask for it, by name. Each is one transaction; `prepare` comes before. */
  readonly gifts: readonly Gift[];
  /** By how many smallest units a gift may hide some of the position. Never may it show more. */
  readonly hiddenByGift: bigint;
  /** How the market runs out of cash, and gets some back; null for one that cannot. Needs a local mainnet. */
  readonly drain: ((chain: VaultOnFork) => Promise<Drained>) | null;
  /** States of the market in which nothing is put in any more. Need a local mainnet. */
  readonly closures: readonly Closure[];
}

export interface Gift {
  readonly name: string;
  /** Gives the giver what the gift is made of. */
  prepare(chain: VaultOnFork, giver: Address): Promise<unknown>;
  give(chain: VaultOnFork, giver: Address, receiver: Address): Promise<unknown>;
}

export interface Drained {
  /** Somebody brings this much cash, in the vault's asset. */
  refill(assets: bigint): Promise<unknown>;
  undo(): Promise<unknown>;
}

export interface Closure {
  readonly name: string;
  begin(chain: VaultOnFork): Promise<() => Promise<unknown>>;
  /** As the adapter's `health` gives it. */
  readonly reason: string;
  /** Whether the market itself would still take money: then only the vault keeps it out, for the adapter's bad health. */
  readonly entryOpen: boolean;
  /** Whether the position can still be left. */
  readonly exitOpen: boolean;
}

const BLOCK_SECONDS = 12;
const VIEW = {
  adapterAssets: "function totalAssets() view returns (uint256)",
  withdrawable: "function withdrawable(uint256) view returns (uint256)",
  allocatable: "function allocatable() view returns (uint256)",
  health: "function health() view returns (bool healthy, bytes32 reason)",
  balanceOf: "function balanceOf(address) view returns (uint256)",
  previewRedeem: "function previewRedeem(uint256) view returns (uint256)",
} as const;

/** The promises of `IAdapter`, kept through the real vault on the real protocol. */
export function describeAdapter(name: string, adapterCase: AdapterCase): void {
  describe(`${name} on a fork`, () => {
    const { token, standIn } = adapterCase;
    const deposited = 1_000_000n * token;
    const allocated = 900_000n * token;
    const idle = deposited - allocated;
    const useChain = useVaultOnFork({
      deploy: adapterCase.deploy,
      standIn,
      prepare: async (chain) => {
        await chain.deposit(chain.users[0].address, deposited);
        await adapterCase.prepare?.(chain);
      },
    });
    let chain: VaultOnFork;
    let user: Address;
    let adapter: Address;

    beforeEach(async () => {
      chain = useChain();
      user = chain.users[0].address;
      [adapter] = chain.adapters as readonly [Address];
    });

    const view = (fragment: string, block: "latest" | "pending" = "latest") =>
      chain.read(adapter, fragment, fragment === VIEW.withdrawable ? [0] : [], block);
    const vaultAssets = (block: "latest" | "pending" = "latest") => chain.read(chain.vault, VIEW.adapterAssets, [], block);
    const shares = () => chain.read(chain.vault, VIEW.balanceOf, [user]);
    const health = async () => {
      const [healthy, reason] = await chain.read<readonly [boolean, string]>(adapter, VIEW.health);
      return { healthy, reason };
    };

    /** The user leaves with everything; returns what the vault said before, for that block, and what arrived. */
    async function leave() {
      const owned = await shares();
      const before = await chain.read(chain.asset, VIEW.balanceOf, [user]);
      await chain.setNextBlockTime(BLOCK_SECONDS);
      const promised = await chain.read(chain.vault, VIEW.previewRedeem, [owned], "pending");
      const total = await vaultAssets("pending");
      await chain.send(user, chain.vault, "function redeem(uint256,address,address)", [owned, user, user]);
      return { promised, total, received: (await chain.read(chain.asset, VIEW.balanceOf, [user])) - before };
    }

    it("invests what is allocated and marks it at no more, less rounding at most", async () => {
      await chain.rebalance(allocated);
      const position = await view(VIEW.adapterAssets);
      expect(position).within(allocated - adapterCase.roundingLoss, allocated);
      expect(await chain.read(chain.asset, VIEW.balanceOf, [adapter]), "left lying in the adapter").to.equal(0n);
      expect(await vaultAssets()).to.equal(idle + position);
      expect(await view(VIEW.withdrawable)).to.equal(position);
      expect(await health()).to.deep.equal({ healthy: true, reason: encodeBytes32String("") });
    });

    it("accrues 30 days exactly as the protocol's own formula says", async () => {
      await chain.rebalance(allocated);
      await adapterCase.month?.(chain);
      const expected = await adapterCase.protocolValue(chain);
      const time = await chain.setNextBlockTime(30 * DAY);
      await chain.provider.request({ method: "evm_mine" });
      const position = await view(VIEW.adapterAssets);
      const { tolerance } = expected;
      expect(position, "the position").within(expected.at(time) - tolerance, expected.at(time) + tolerance);
      expect(position - allocated, "a month's interest").to.be.greaterThan(allocated / 1_000n);
      expect(await vaultAssets()).to.equal(idle + position);
    });

    it("pays a depositor who leaves after 30 days what the vault said it had, and keeps nothing", async () => {
      await chain.rebalance(allocated);
      await adapterCase.month?.(chain);
      await chain.passTime(30 * DAY);
      const { promised, total, received } = await leave();
      expect(received).to.equal(promised);
      // One virtual share in a million and one rounding.
      expect(total - received, "left to nobody").within(0n, 2n);
      expect(received).to.be.greaterThan(deposited);
      expect(await vaultAssets()).within(0n, adapterCase.roundingLoss + 2n);
    });

    it("can be left by the keeper altogether", async () => {
      await chain.rebalance(allocated);
      await adapterCase.month?.(chain);
      await chain.passTime(DAY);
      await chain.rebalance(-(2n ** 255n));
      expect(await view(VIEW.adapterAssets)).within(0n, adapterCase.roundingLoss);
      expect(await chain.read(chain.vault, "function idle() view returns (uint256)")).to.be.greaterThan(deposited);
    });

    for (const gift of adapterCase.gifts) {
      it(`is not moved by ${gift.name}`, async () => {
        await chain.rebalance(allocated);
        await chain.passTime(DAY);
        const giver = namedAccount("test/giver");
        await gift.prepare(chain, giver);
        /** The same transaction in a block of the same time, for whoever receives. */
        const whenGivenTo = (receiver: Address) =>
          chain.undone(async () => {
            await chain.setNextBlockTime(BLOCK_SECONDS);
            await gift.give(chain, giver, receiver);
            const [position, withdrawable, total] = [await view(VIEW.adapterAssets), await view(VIEW.withdrawable), await vaultAssets()];
            return { position, withdrawable, total, received: (await leave()).received };
          });
        const without = await whenGivenTo(namedAccount("test/bystander"));
        const given = await whenGivenTo(adapter);
        for (const figure of ["position", "withdrawable", "total", "received"] as const) {
          expect(given[figure], figure).within(without[figure] - adapterCase.hiddenByGift, without[figure]);
        }
      });
    }

    const { drain } = adapterCase;
    if (drain !== null) {
      it("pays what cash there is when the market is drained, and all other money leaves meanwhile", async function () {
        await skipOnMainnet(this, "a borrower who takes all cash");
        await chain.rebalance(allocated);
        const drained = await drain(chain);
        expect(await view(VIEW.withdrawable)).to.equal(0n);
        expect(await view(VIEW.adapterAssets), "still worth what is owed").to.be.at.least(allocated - adapterCase.roundingLoss);
        expect((await expectExactMaxima(chain, user)).withdraw).to.equal(idle);

        const cash = 123_456n * token + 789n;
        await drained.refill(cash);
        expect(await view(VIEW.withdrawable)).to.equal(cash);
        expect((await expectExactMaxima(chain, user)).withdraw).to.equal(idle + cash);
        await chain.send(user, chain.vault, "function withdraw(uint256,address,address)", [idle + cash, user, user]);
        expect(await chain.read(chain.asset, VIEW.balanceOf, [user])).to.equal(idle + cash);

        await drained.undo();
        const { promised, received } = await leave();
        expect(received).to.equal(promised);
        expect(received + idle + cash).to.be.at.least(deposited - 2n * adapterCase.roundingLoss);
      });
    }

    for (const closure of adapterCase.closures) {
      it(`says "${closure.reason}" when ${closure.name}, takes nothing more, and ${closure.exitOpen ? "can be left" : "the rest can be left"}`, async function () {
        await skipOnMainnet(this, "somebody who closes the market");
        await chain.rebalance(allocated);
        const end = await closure.begin(chain);
        expect(await health()).to.deep.equal({ healthy: false, reason: encodeBytes32String(closure.reason) });
        expect((await view(VIEW.allocatable)) > 0n, "the market takes more").to.equal(closure.entryOpen);
        await expectRevert(chain.rebalance(token), "AdapterUnhealthy(address,bytes32)");
        const position = await view(VIEW.adapterAssets);
        expect(position, "still worth what it was").to.be.at.least(allocated - adapterCase.roundingLoss);

        const maxima = await expectExactMaxima(chain, user);
        expect(maxima.deposit, "deposits go to idle and stay open").to.be.greaterThan(0n);
        if (closure.exitOpen) {
          expect(maxima.redeem).to.equal(await shares());
        } else {
          expect(await view(VIEW.withdrawable)).to.equal(0n);
          expect(maxima.withdraw).to.equal(idle);
        }

        await end();
        const { promised, received } = await leave();
        expect(received).to.equal(promised);
        expect(received).to.be.at.least(deposited - 2n * adapterCase.roundingLoss);
      });
    }

    it("obeys nobody but its vault", async () => {
      await expectRevert(chain.send(user, adapter, "function allocate(uint256)", [1n]), "OnlyVault(address)");
      await expectRevert(chain.send(user, adapter, "function deallocate(uint256,uint256)", [1n, 0n]), "OnlyVault(address)");
    });

    it("names the risks it shares, each as the hash of its name", async () => {
      const named = chain.deployment.adapters[0]?.risks ?? [];
      expect(await chain.read<readonly string[]>(adapter, "function riskIds() view returns (bytes32[])")).to.deep.equal(named.map(id));
    });
  });
}
