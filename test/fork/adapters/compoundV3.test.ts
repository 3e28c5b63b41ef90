import { MaxUint256 } from "ethers";
import { type Address, WAD } from "../../../bot/core/units.ts";
import { namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { usdcVaultOn, type VaultOnFork } from "../vaultOnFork.ts";
import { describeAdapter, type Gift } from "./adapterBehaviour.ts";

const { usdc, comet } = mainnetAddresses;
const USDC = 10n ** 6n;
const GIFT = 50_000n * USDC;
const BASE_INDEX_SCALE = 10n ** 15n;

const TOTALS =
  "function totalsBasic() view returns ((uint64 baseSupplyIndex, uint64 baseBorrowIndex, uint64 trackingSupplyIndex, uint64 trackingBorrowIndex, uint104 totalSupplyBase, uint104 totalBorrowBase, uint40 lastAccrualTime, uint8 pauseFlags))";

async function fundAndApprove(chain: VaultOnFork, account: Address, assets: bigint): Promise<void> {
  await chain.funding.usdc(account, assets);
  await chain.send(account, usdc, "function approve(address,uint256)", [comet, MaxUint256]);
}

async function lend(chain: VaultOnFork, lender: Address, assets: bigint): Promise<void> {
  await fundAndApprove(chain, lender, assets);
  await chain.send(lender, comet, "function supply(address,uint256)", [usdc, assets]);
}

/** One of the pauses alone, which the scenario of a full pause does not have. */
async function pause(chain: VaultOnFork, { supply, withdraw }: { readonly supply: boolean; readonly withdraw: boolean }) {
  const set = (...flags: readonly boolean[]) =>
    chain.send(ADMINISTRATORS.cometPauseGuardian, comet, "function pause(bool,bool,bool,bool,bool)", flags);
  await set(supply, false, withdraw, false, false);
  return () => set(false, false, false, false, false);
}

const gifts: readonly Gift[] = [
  {
    name: "a balance sent to it",
    prepare: (chain, giver) => lend(chain, giver, GIFT),
    give: (chain, giver, receiver) => chain.send(giver, comet, "function transfer(address,uint256)", [receiver, GIFT / 2n]),
  },
  {
    name: "a deposit on its behalf",
    prepare: (chain, giver) => fundAndApprove(chain, giver, GIFT),
    give: (chain, giver, receiver) => chain.send(giver, comet, "function supplyTo(address,address,uint256)", [receiver, usdc, GIFT]),
  },
  {
    name: "a unit supplied on its behalf",
    prepare: (chain, giver) => fundAndApprove(chain, giver, GIFT),
    give: (chain, giver, receiver) => chain.send(giver, comet, "function supplyTo(address,address,uint256)", [receiver, usdc, 2n]),
  },
  {
    name: "USDC sent to it",
    prepare: (chain, giver) => chain.funding.usdc(giver, GIFT),
    give: (chain, giver, receiver) => chain.send(giver, usdc, "function transfer(address,uint256)", [receiver, GIFT]),
  },
];

describeAdapter("CompoundV3Adapter", {
  standIn: "Compound V3, a stand-in",
  deploy: usdcVaultOn(["1:compound-v3:usdc"]),
  token: USDC,
  roundingLoss: 2n,
  // Comet.accruedInterestIndices: simple interest since the last accrual, at the rate for the utilization of then.
  protocolValue: async (chain) => {
    const { baseSupplyIndex, lastAccrualTime } = await chain.read<{ readonly baseSupplyIndex: bigint; readonly lastAccrualTime: bigint }>(
      comet,
      TOTALS,
    );
    const utilization = await chain.read(comet, "function getUtilization() view returns (uint256)");
    const ratePerSecond = await chain.read(comet, "function getSupplyRate(uint256) view returns (uint64)", [utilization]);
    const [principal] = await chain.read<readonly [bigint]>(
      comet,
      "function userBasic(address) view returns (int104 principal, uint64, uint64, uint16, uint8)",
      [chain.adapters[0]],
    );
    return {
      tolerance: 0n,
      at: (timeSeconds) => {
        const elapsed = BigInt(timeSeconds) - lastAccrualTime;
        const index = baseSupplyIndex + (baseSupplyIndex * (ratePerSecond * elapsed)) / WAD;
        return (principal * index) / BASE_INDEX_SCALE;
      },
    };
  },
  gifts,
  hiddenByGift: 1n,
  drain: async (chain) => {
    const undo = await (await chain.scenarios()).drain("comet-usdc");
    return { refill: (assets) => lend(chain, namedAccount("test/lender"), assets), undo };
  },
  closures: [
    {
      name: "Comet is paused",
      begin: async (chain) => (await chain.scenarios()).cometPause(),
      reason: "supply-paused",
      entryOpen: false,
      exitOpen: false,
    },
    {
      name: "only supplying is paused",
      begin: (chain) => pause(chain, { supply: true, withdraw: false }),
      reason: "supply-paused",
      entryOpen: false,
      exitOpen: true,
    },
    {
      name: "only withdrawing is paused",
      begin: (chain) => pause(chain, { supply: false, withdraw: true }),
      reason: "withdraw-paused",
      entryOpen: true,
      exitOpen: false,
    },
  ],
});
