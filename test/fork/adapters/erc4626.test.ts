import { BrowserProvider, MaxUint256, Wallet, ZeroAddress } from "ethers";
import { DEFAULT_LIMITS } from "../../../bot/config/vaultDefaults.ts";
import type { Market, Token } from "../../../bot/core/market.ts";
import { type Address, RAY } from "../../../bot/core/units.ts";
import { adapterBlueprint } from "../../../scripts/deploy/adapters.ts";
import { deployVault } from "../../../scripts/deploy/deployVault.ts";
import type { VaultDeployment } from "../../../scripts/deploy/record.ts";
import { type DevelopmentAccount, developmentAccounts, namedAccount } from "../../../scripts/local-mainnet/accounts.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import type { Fork } from "../../../scripts/local-mainnet/forkOf.ts";
import { deployUsdcVault, knownMarket, NO_DEADLINE, REBALANCE, type VaultOnFork } from "../vaultOnFork.ts";
import { aaveIndexAt, lendToAave } from "./aaveReserve.ts";
import { describeAdapter } from "./adapterBehaviour.ts";
import { savingsGifts, savingsValue } from "./savingsUsds.ts";

const { usdc, usds, susds, aaveAUsdc } = mainnetAddresses;
const USDC = 10n ** 6n;
const USDS = 10n ** 18n;
const TRANSFER = "function transfer(address,uint256)";
const DEPOSIT = "function deposit(uint256,address)";
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";

/* A vault of USDS that saves in sUSDS. */

async function deployUsdsVault(fork: Fork): Promise<VaultDeployment> {
  const asset: Token = { address: usds, symbol: "USDS", decimals: 18 };
  const market: Market = { id: "1:erc4626:susds", chainId: 1, protocol: "erc4626", asset, address: susds, companions: {} };
  const [owner, keeper] = developmentAccounts(2) as [DevelopmentAccount, DevelopmentAccount];
  const caps = { absoluteCap: 10_000_000n * USDS, relativeCapBps: 10_000 };
  const browser = new BrowserProvider(fork.provider, 1, { cacheTimeout: -1, staticNetwork: true });
  try {
    return await deployVault({
      deployer: new Wallet(owner.privateKey, browser),
      specification: {
        chainId: 1,
        asset,
        name: "Yield Keeper USDS",
        symbol: "ykUSDS",
        roles: { owner: owner.address, curator: owner.address, keeper: keeper.address, guardian: owner.address },
        limits: { ...DEFAULT_LIMITS, idleFloorBps: 0, cooldownSeconds: 0, dailyOutflowBps: 10_000, timelockHours: 0 },
        adapters: [{ market, ...caps, risks: adapterBlueprint(ZeroAddress, market).risks }],
        risks: adapterBlueprint(ZeroAddress, market).risks.map((name) => ({ name, ...caps })),
        rewardSeller: null,
        monitor: null,
      },
      journalFolder: null,
      confirmations: 1,
      onStep: () => undefined,
    });
  } finally {
    browser.destroy();
  }
}

describeAdapter("ERC4626Adapter over sUSDS", {
  standIn: "Sky's savings, a stand-in",
  deploy: deployUsdsVault,
  token: USDS,
  roundingLoss: 2n,
  protocolValue: async (chain) => {
    const { at, relativeTolerance } = await savingsValue(chain);
    return { tolerance: BigInt(Math.ceil(relativeTolerance * 9e23)), at };
  },
  gifts: savingsGifts,
  hiddenByGift: 0n,
  // sUSDS mints what it owes: it has no cash that could run out, and no pause.
  drain: null,
  closures: [],
});

/* A vault of USDC that invests in another vault of this project, whose money is in Aave. */

let inner: VaultDeployment;

async function deployVaultOfVault(fork: Fork): Promise<VaultDeployment> {
  const aave = knownMarket("1:aave-v3:usdc");
  inner = await deployUsdcVault(fork, [aave]);
  return deployUsdcVault(fork, [{ ...aave, id: "1:erc4626:inner", protocol: "erc4626", address: inner.vault.address }]);
}

const INNER_LENDER = namedAccount("test/inner-lender");

/** The inner vault's keeper invests all that is idle there. */
async function investInner(chain: VaultOnFork): Promise<void> {
  const { address } = inner.vault;
  const idle = await chain.read(address, "function idle() view returns (uint256)");
  if (idle === 0n) return;
  const nonce = await chain.read(address, "function stateNonce() view returns (uint64)");
  await chain.send(chain.keeper, address, REBALANCE, [[[inner.adapters[0]?.address, idle]], [NO_DEADLINE, nonce, 0n]]);
}

async function fundAndApprove(chain: VaultOnFork, account: Address): Promise<void> {
  await chain.funding.usdc(account, 50_000n * USDC);
  await chain.send(account, usdc, "function approve(address,uint256)", [inner.vault.address, MaxUint256]);
}

async function drainInner(chain: VaultOnFork) {
  await investInner(chain);
  return (await chain.scenarios()).drain("aave-usdc");
}

describeAdapter("ERC4626Adapter over another vault", {
  standIn: null,
  deploy: deployVaultOfVault,
  token: USDC,
  roundingLoss: 2n,
  prepare: async (chain) => {
    await chain.funding.usdc(INNER_LENDER, 2_000_000n * USDC);
    await chain.send(INNER_LENDER, usdc, "function approve(address,uint256)", [inner.vault.address, MaxUint256]);
    await chain.send(INNER_LENDER, inner.vault.address, DEPOSIT, [2_000_000n * USDC, INNER_LENDER]);
    await investInner(chain);
  },
  // EIP-4626 with one virtual asset and 10^12 virtual shares, over what Aave's index makes of the inner vault's scaled balance.
  protocolValue: async (chain) => {
    const { address } = inner.vault;
    const [shares, supply, idle] = [
      await chain.read(address, BALANCE_OF, [chain.adapters[0]]),
      await chain.read(address, "function totalSupply() view returns (uint256)"),
      await chain.read(address, "function idle() view returns (uint256)"),
    ];
    const scaled = await chain.read(aaveAUsdc, "function scaledBalanceOf(address) view returns (uint256)", [inner.adapters[0]?.address]);
    const indexAt = await aaveIndexAt(chain);
    return {
      tolerance: 0n,
      at: (timeSeconds) => (shares * (idle + (scaled * indexAt(timeSeconds)) / RAY + 1n)) / (supply + 10n ** 12n),
    };
  },
  gifts: [
    {
      name: "shares sent to it",
      prepare: async (chain, giver) => {
        await fundAndApprove(chain, giver);
        await chain.send(giver, inner.vault.address, DEPOSIT, [50_000n * USDC, giver]);
      },
      give: (chain, giver, receiver) => chain.send(giver, inner.vault.address, TRANSFER, [receiver, 10_000n * 10n ** 18n]),
    },
    {
      name: "a deposit on its behalf",
      prepare: fundAndApprove,
      give: (chain, giver, receiver) => chain.send(giver, inner.vault.address, DEPOSIT, [50_000n * USDC, receiver]),
    },
    {
      name: "USDC sent to it",
      prepare: fundAndApprove,
      give: (chain, giver, receiver) => chain.send(giver, usdc, TRANSFER, [receiver, 50_000n * USDC]),
    },
  ],
  hiddenByGift: 0n,
  drain: async (chain) => {
    const undo = await drainInner(chain);
    return { refill: (assets) => lendToAave(chain, namedAccount("test/lender"), assets), undo };
  },
  closures: [
    {
      name: "the other vault has nothing liquid",
      begin: drainInner,
      reason: "withdrawals-closed",
      entryOpen: true,
      exitOpen: false,
    },
  ],
});
