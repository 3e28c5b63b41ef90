import { MaxUint256 } from "ethers";
import { type Address, RAY } from "../../../bot/core/units.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import type { VaultOnFork } from "../vaultOnFork.ts";
import type { Gift } from "./adapterBehaviour.ts";

const { usds, susds } = mainnetAddresses;
const GIFT = 50_000n * 10n ** 18n;

async function fundAndApprove(chain: VaultOnFork, account: Address): Promise<void> {
  await chain.funding.usds(account, GIFT);
  await chain.send(account, usds, "function approve(address,uint256)", [susds, MaxUint256]);
}

const DEPOSIT = "function deposit(uint256,address) returns (uint256)";
const TRANSFER = "function transfer(address,uint256)";

/** What can be given in sUSDS and USDS. */
export const savingsGifts: readonly Gift[] = [
  {
    name: "sUSDS sent to it",
    prepare: async (chain, giver) => {
      await fundAndApprove(chain, giver);
      await chain.send(giver, susds, DEPOSIT, [GIFT, giver]);
    },
    give: (chain, giver, receiver) => chain.send(giver, susds, TRANSFER, [receiver, GIFT / 2n]),
  },
  {
    name: "a deposit on its behalf",
    prepare: fundAndApprove,
    give: (chain, giver, receiver) => chain.send(giver, susds, DEPOSIT, [GIFT, receiver]),
  },
  {
    name: "USDS sent to it",
    prepare: fundAndApprove,
    give: (chain, giver, receiver) => chain.send(giver, usds, TRANSFER, [receiver, GIFT]),
  },
];

/**
 * The adapter's sUSDS in USDS at any time, from sUSDS' stored state: chi grows by the factor ssr each second. The power is taken by
 * logarithm, another way than the contract's repeated squaring.
 */
export async function savingsValue(chain: VaultOnFork): Promise<{ readonly relativeTolerance: number; at(timeSeconds: number): bigint }> {
  const [ssr, chi, rho] = [
    await chain.read(susds, "function ssr() view returns (uint256)"),
    await chain.read(susds, "function chi() view returns (uint192)"),
    await chain.read(susds, "function rho() view returns (uint64)"),
  ];
  const shares = await chain.read(susds, "function balanceOf(address) view returns (uint256)", [chain.adapters[0]]);
  const logPerSecond = Math.log1p(Number(ssr - RAY) / 1e27);
  return {
    relativeTolerance: 1e-12,
    at: (timeSeconds) => {
      const growth = Math.expm1(logPerSecond * (timeSeconds - Number(rho)));
      const value = (shares * chi) / RAY;
      return value + BigInt(Math.round(Number(value) * growth));
    },
  };
}
