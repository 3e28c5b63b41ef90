import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { type Address, RAY } from "../../../bot/core/units.ts";
import { namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { expectExactMaxima } from "../maxima.ts";
import { usdcVaultOn, useVaultOnFork, type VaultOnFork } from "../vaultOnFork.ts";
import { aaveIndexAt, lendToAave } from "./aaveReserve.ts";
import { describeAdapter, type Gift } from "./adapterBehaviour.ts";

const { usdc, aavePool, aavePoolConfigurator, aaveAUsdc } = mainnetAddresses;
const USDC = 10n ** 6n;
const APPROVE = "function approve(address,uint256)";
const SUPPLY = "function supply(address,uint256,address,uint16)";
const GIFT = 50_000n * USDC;

const gifts: readonly Gift[] = [
  {
    name: "aTokens sent to it",
    prepare: (chain, giver) => lendToAave(chain, giver, GIFT),
    give: (chain, giver, receiver) => chain.send(giver, aaveAUsdc, "function transfer(address,uint256)", [receiver, GIFT / 2n]),
  },
  {
    name: "a deposit on its behalf",
    prepare: async (chain, giver) => {
      await chain.funding.usdc(giver, GIFT);
      await chain.send(giver, usdc, APPROVE, [aavePool, MaxUint256]);
    },
    give: (chain, giver, receiver) => chain.send(giver, aavePool, SUPPLY, [usdc, GIFT, receiver, 0]),
  },
  {
    name: "USDC sent to it",
    prepare: (chain, giver) => chain.funding.usdc(giver, GIFT),
    give: (chain, giver, receiver) => chain.send(giver, usdc, "function transfer(address,uint256)", [receiver, GIFT]),
  },
];

describeAdapter("AaveV3Adapter", {
  standIn: null,
  deploy: usdcVaultOn(["1:aave-v3:usdc"]),
  token: USDC,
  roundingLoss: 2n,
  protocolValue: async (chain) => {
    const scaled = await chain.read(aaveAUsdc, "function scaledBalanceOf(address) view returns (uint256)", [chain.adapters[0]]);
    const indexAt = await aaveIndexAt(chain);
    return { tolerance: 0n, at: (timeSeconds) => (scaled * indexAt(timeSeconds)) / RAY };
  },
  gifts,
  hiddenByGift: 0n,
  drain: async (chain) => {
    const undo = await (await chain.scenarios()).drain("aave-usdc");
    return { refill: (assets) => lendToAave(chain, namedAccount("test/lender"), assets), undo };
  },
  closures: [
    {
      name: "the reserve is paused",
      begin: async (chain) => (await chain.scenarios()).aavePause("usdc"),
      reason: "paused",
      entryOpen: false,
      exitOpen: false,
    },
    {
      name: "the reserve is frozen",
      begin: async (chain) => (await chain.scenarios()).aaveFreeze("usdc"),
      reason: "frozen",
      entryOpen: false,
      exitOpen: true,
    },
  ],
});

describe("the supply cap of an Aave reserve", () => {
  const useChain = useVaultOnFork({
    deploy: usdcVaultOn(["1:aave-v3:usdc"]),
    standIn: null,
    prepare: (chain) => chain.deposit(chain.users[0].address, 2_000_000n * USDC),
  });
  const ALLOCATABLE = "function allocatable() view returns (uint256)";

  /** Leaves room for at least half a million and less than that plus two tokens: caps are in whole tokens. */
  async function capClosely(chain: VaultOnFork): Promise<void> {
    const supplied = await chain.read(aaveAUsdc, "function totalSupply() view returns (uint256)");
    await chain.send(ADMINISTRATORS.aaveAclAdmin, aavePoolConfigurator, "function setSupplyCap(address,uint256)", [
      usdc,
      supplied / USDC + 500_001n,
    ]);
  }

  it("bounds what is allocatable to the unit, also when interest has built up since the reserve was last touched", async () => {
    const chain = useChain();
    const [adapter] = chain.adapters as readonly [Address];
    await capClosely(chain);
    for (const elapsedSeconds of [12, 3_600]) {
      await chain.undone(async () => {
        await chain.setNextBlockTime(elapsedSeconds);
        const room = await chain.read(adapter, ALLOCATABLE, [], "pending");
        expect(room).within(400_000n * USDC, 500_002n * USDC);
        await chain.rebalance(room);
      });
      await chain.undone(async () => {
        await chain.setNextBlockTime(elapsedSeconds);
        const room = await chain.read(adapter, ALLOCATABLE, [], "pending");
        // The adapter may keep clear of the cap by a few units of rounding, no more.
        const beyond = await chain.rebalance(room + 5n).catch((error: unknown) => error);
        expect(beyond, "more than allocatable").to.be.instanceOf(Error);
      });
    }
  });

  it("once reached leaves nothing to allocate, a healthy market and every exit open", async () => {
    const chain = useChain();
    const [adapter] = chain.adapters as readonly [Address];
    const user = chain.users[0].address;
    await capClosely(chain);
    await chain.setNextBlockTime(12);
    await chain.rebalance(await chain.read(adapter, ALLOCATABLE, [], "pending"));
    await chain.passTime(3_600);
    expect(await chain.read(adapter, ALLOCATABLE)).to.equal(0n);
    const [healthy] = await chain.read<readonly [boolean]>(adapter, "function health() view returns (bool, bytes32)");
    expect(healthy).to.equal(true);
    const { redeem } = await expectExactMaxima(chain, user);
    expect(redeem).to.equal(await chain.read(chain.vault, "function balanceOf(address) view returns (uint256)", [user]));
  });
});
