import { expect } from "chai";
import { encodeBytes32String, MaxUint256 } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { expectRevert } from "../../local-mainnet/fixture.ts";
import { expectExactMaxima } from "../maxima.ts";
import { usdcVaultOn, useVaultOnFork, type VaultOnFork } from "../vaultOnFork.ts";
import { describeAdapter } from "./adapterBehaviour.ts";
import { savingsGifts, savingsValue } from "./savingsUsds.ts";

const { usdc, usds, usdsPsm, usdsPsmPocket } = mainnetAddresses;
const USDC = 10n ** 6n;
const USDS_PER_USDC = 10n ** 12n;
const SKY = "Sky's savings and PSM, stand-ins";
const deploy = usdcVaultOn(["1:sky-savings:usdc"]);
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const TRANSFER = "function transfer(address,uint256)";

/** The PSM's pocket pays out whatever it has: what is sold to it meanwhile comes back as cash. */
async function emptyPocket(chain: VaultOnFork): Promise<() => Promise<unknown>> {
  const cash = await chain.read(usdc, BALANCE_OF, [usdsPsmPocket]);
  await chain.send(usdsPsmPocket, usdc, TRANSFER, [namedAccount("test/safe"), cash]);
  return () => chain.send(namedAccount("test/safe"), usdc, TRANSFER, [usdsPsmPocket, cash]);
}

/** Somebody sells USDC to the PSM. */
async function sellUsdc(chain: VaultOnFork, assets: bigint): Promise<void> {
  const seller = namedAccount("test/seller");
  await chain.funding.usdc(seller, assets);
  await chain.send(seller, usdc, "function approve(address,uint256)", [usdsPsm, MaxUint256]);
  await chain.send(seller, usdsPsm, "function sellGem(address,uint256)", [seller, assets]);
}

/** Sets "tin" or "tout", the fees for entering and leaving. */
function file(chain: VaultOnFork, what: string, value: bigint): Promise<string> {
  return chain.send(ADMINISTRATORS.skyPauseProxy, usdsPsm, "function file(bytes32,uint256)", [encodeBytes32String(what), value]);
}

/** One direction alone, which the scenario of a full halt does not have. */
async function halt(chain: VaultOnFork, direction: "tin" | "tout") {
  await file(chain, direction, MaxUint256);
  return () => file(chain, direction, 0n);
}

describeAdapter("SkySavingsAdapter", {
  standIn: SKY,
  deploy,
  token: USDC,
  roundingLoss: 2n,
  protocolValue: async (chain) => {
    const { at, relativeTolerance } = await savingsValue(chain);
    // Two units: what the compounding's rounding and the truncation to six decimals can make of nine hundred thousand.
    expect(relativeTolerance * 9e11).to.be.lessThan(1);
    return { tolerance: 2n, at: (timeSeconds) => at(timeSeconds) / USDS_PER_USDC };
  },
  gifts: [
    ...savingsGifts,
    {
      name: "USDC sent to it",
      prepare: (chain, giver) => chain.funding.usdc(giver, 50_000n * USDC),
      give: (chain, giver, receiver) => chain.send(giver, usdc, TRANSFER, [receiver, 50_000n * USDC]),
    },
  ],
  hiddenByGift: 0n,
  drain: async (chain) => ({ undo: await emptyPocket(chain), refill: (assets) => sellUsdc(chain, assets) }),
  closures: [
    {
      name: "the PSM is halted",
      begin: async (chain) => (await chain.scenarios()).psmHalt(),
      reason: "psm-halted",
      entryOpen: false,
      exitOpen: false,
    },
    { name: "the PSM sells no more USDS", begin: (chain) => halt(chain, "tin"), reason: "psm-halted", entryOpen: false, exitOpen: true },
    { name: "the PSM pays no more USDC", begin: (chain) => halt(chain, "tout"), reason: "psm-halted", entryOpen: true, exitOpen: false },
  ],
});

describe("SkySavingsAdapter and what the PSM charges", () => {
  const useChain = useVaultOnFork({
    deploy,
    standIn: SKY,
    prepare: async (chain) => {
      await chain.deposit(chain.users[0].address, 1_000_000n * USDC);
      await chain.rebalance(900_000n * USDC);
    },
  });

  it("takes the fee for leaving off the position at once, so that whoever leaves first gains nothing", async () => {
    const chain = useChain();
    const [adapter] = chain.adapters as readonly [Address];
    const user = chain.users[0].address;
    const feeWad = 10n ** 15n; // 0.1 %
    const before = await chain.undone(async () => {
      await chain.setNextBlockTime(12);
      await chain.provider.request({ method: "evm_mine" });
      return chain.read(adapter, "function totalAssets() view returns (uint256)");
    });
    await chain.setNextBlockTime(12);
    await file(chain, "tout", feeWad);
    const after = await chain.read(adapter, "function totalAssets() view returns (uint256)");
    expect(after).within((before * 1_000n) / 1_001n - 1n, (before * 1_000n) / 1_001n + 1n);

    const { redeem } = await expectExactMaxima(chain, user);
    expect(redeem).to.equal(await chain.read(chain.vault, BALANCE_OF, [user]));
    await chain.setNextBlockTime(12);
    const promised = await chain.read(chain.vault, "function previewRedeem(uint256) view returns (uint256)", [redeem], "pending");
    await chain.send(user, chain.vault, "function redeem(uint256,address,address)", [redeem, user, user]);
    expect(await chain.read(usdc, BALANCE_OF, [user])).to.equal(promised);
    expect(promised).within(100_000n * USDC + 899_000n * USDC, 100_000n * USDC + 899_200n * USDC);
  });

  it("refuses a rebalance whose fee for entering exceeds what one may lose", async () => {
    const chain = useChain();
    await file(chain, "tin", 10n ** 16n); // 1 % of 100,000 is 0.1 % of a million; the vault allows 0.05 %.
    await expectRevert(chain.rebalance(100_000n * USDC), "RebalanceLossExceeded(uint256,uint256)");
    await chain.rebalance(40_000n * USDC);
    expect(await chain.read(usds, BALANCE_OF, [chain.adapters[0]]), "USDS left lying in the adapter").to.equal(0n);
  });
});
