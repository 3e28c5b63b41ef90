import { configuredMarkets } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import { deployDevelopmentVault } from "../deploy/developmentVault.ts";
import { type Fork, forkOf } from "../local-mainnet/forkOf.ts";
import { createImpersonator } from "../local-mainnet/impersonation.ts";
import { readHead } from "../local-mainnet/provider.ts";
import { openUpstream } from "../local-mainnet/upstream.ts";

/** Gas of what the vault does in real markets, in units. */
export interface MarketGas {
  /** What a leg adds to a rebalance, by protocol. */
  readonly adapters: Readonly<Record<string, { readonly allocate: number; readonly deallocate: number }>>;
  /** A rebalance over three adapters beyond its legs. */
  readonly base: number;
  /** To idle and from idle, with three adapters marked. */
  readonly deposit: number;
  readonly withdraw: number;
}

const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"];
const USDC = 10n ** 6n;
const FOREVER = 2n ** 63n;
const TICK_SECONDS = 300;

/**
 * Rebalances of one leg and of two on the contracts of the local mainnet, every slot warm from earlier use: a leg's gas is the second leg's
 * addition, and the base is what one leg costs beyond that. A deposit goes to idle; a withdrawal is served from idle.
 */
export async function measureMarketGas(): Promise<MarketGas> {
  // Never the real mainnet's: its state would make every run another.
  const upstream = await openUpstream({});
  const fork = await forkOf(upstream);
  try {
    return await measure(fork);
  } finally {
    await fork.close();
    await upstream.close();
  }
}

async function measure(fork: Fork): Promise<MarketGas> {
  const markets = configuredMarkets(loadConfiguration({ file: null, environment: {}, overrides: { markets: MARKETS } }));
  const development = await deployDevelopmentVault({ fork, markets, users: 1, relativeCapBps: 10_000 });
  const { deployment, funding, as, users, keeper, close } = development;
  const [user] = users;
  if (user === undefined) throw new RangeError("the development vault has no user");
  const vault = deployment.vault.address;
  await funding.usdc(user.address, 2_000_000n * USDC);
  const impersonator = createImpersonator(fork.provider);
  await impersonator.execute(user.address, deployment.asset.address, "function approve(address,uint256)", [vault, 2n ** 256n - 1n]);

  /** Every block comes at a set time, whatever the machine's speed. */
  const gasOf = async (send: () => Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>): Promise<number> => {
    const { timestampSeconds } = await readHead(fork.provider);
    await fork.provider.request({ method: "evm_setNextBlockTimestamp", params: [timestampSeconds + TICK_SECONDS] });
    return Number((await (await send()).wait())?.gasUsed);
  };
  const deposit = (amount: bigint) =>
    gasOf(() =>
      as(user)
        .getFunction("deposit")
        .send(amount * USDC, user.address),
    );
  const withdraw = (amount: bigint) =>
    gasOf(() =>
      as(user)
        .getFunction("withdraw")
        .send(amount * USDC, user.address, user.address),
    );
  const rebalance = async (...moves: readonly (readonly [number, bigint])[]) => {
    const nonce: bigint = await as(keeper).getFunction("stateNonce").staticCall();
    const legs = moves.map(([index, tokens]) => [deployment.adapters[index]?.address, tokens * USDC]);
    return gasOf(() => as(keeper).getFunction("rebalance").send(legs, [FOREVER, nonce, 0n]));
  };

  try {
    await deposit(1_000_000n);
    await rebalance([0, 100_000n], [1, 100_000n], [2, 100_000n]);
    await rebalance([0, -50_000n], [1, -50_000n], [2, -50_000n]);
    const adapters: Record<string, { allocate: number; deallocate: number }> = {};
    const bases: number[] = [];
    for (const [index, market] of markets.entries()) {
      const other = (index + 1) % markets.length;
      const single = await rebalance([other, 1_000n]);
      const withAllocation = await rebalance([index, 1_000n], [other, 1_000n]);
      const allocateAlone = await rebalance([index, 1_000n]);
      const withDeallocation = await rebalance([index, -1_000n], [other, 1_000n]);
      adapters[market.protocol] = { allocate: withAllocation - single, deallocate: withDeallocation - single };
      bases.push(allocateAlone - (withAllocation - single));
    }
    return { adapters, base: Math.max(...bases), deposit: await deposit(1_000n), withdraw: await withdraw(1_000n) };
  } finally {
    close();
  }
}
