import { configuredMarkets } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import { deployDevelopmentVault } from "../deploy/developmentVault.ts";
import { forkOf } from "../local-mainnet/forkOf.ts";
import { createImpersonator } from "../local-mainnet/impersonation.ts";
import { openUpstream } from "../local-mainnet/upstream.ts";

/** Gas units. `base` and `perMove` are what `bot/config/measuredGas.ts` states. */
export interface GasFigures {
  readonly base: number;
  readonly perMove: Readonly<Record<string, { readonly allocate: number; readonly deallocate: number }>>;
  readonly deposit: number;
  readonly withdraw: number;
  /** Size of the deployed vault; a contract may have 24,576 (EIP-170). */
  readonly vaultBytes: number;
}

const USDC = 10n ** 6n;
const FOREVER = 2n ** 63n;

/**
 * Rebalances of one leg and of two on the real contracts, every slot warm from earlier use: a leg's gas is the second leg's addition, and the
 * base is what one leg costs beyond that. A deposit goes to idle; a withdrawal is served from idle.
 */
export async function measureGas(): Promise<GasFigures> {
  const markets = configuredMarkets(
    loadConfiguration({
      file: null,
      environment: {},
      overrides: { markets: ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"] },
    }),
  );
  const upstream = await openUpstream();
  const fork = await forkOf(upstream);
  try {
    const { deployment, funding, as, users, keeper, close } = await deployDevelopmentVault({
      fork,
      markets,
      users: 1,
      relativeCapBps: 10_000,
    });
    const [user] = users;
    if (user === undefined) throw new Error("no user");
    await funding.usdc(user.address, 2_000_000n * USDC);
    const vault = as(user);
    await createImpersonator(fork.provider).execute(user.address, deployment.asset.address, "function approve(address,uint256)", [
      deployment.vault.address,
      2n ** 256n - 1n,
    ]);
    const gasOf = async (sent: Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>) => Number((await (await sent).wait())?.gasUsed);
    const deposit = (amount: bigint) => gasOf(vault.getFunction("deposit").send(amount * USDC, user.address));
    const rebalance = async (...moves: readonly (readonly [number, bigint])[]) => {
      const nonce: bigint = await vault.getFunction("stateNonce").staticCall();
      const legs = moves.map(([index, tokens]) => [deployment.adapters[index]?.address, tokens * USDC]);
      return gasOf(as(keeper).getFunction("rebalance").send(legs, [FOREVER, nonce, 0n]));
    };

    await deposit(1_000_000n);
    await rebalance([0, 100_000n], [1, 100_000n], [2, 100_000n]);
    await rebalance([0, -50_000n], [1, -50_000n], [2, -50_000n]);
    const perMove: Record<string, { allocate: number; deallocate: number }> = {};
    const bases: number[] = [];
    for (const [index, market] of markets.entries()) {
      const other = (index + 1) % markets.length;
      const single = await rebalance([other, 1_000n]);
      const withAllocation = await rebalance([index, 1_000n], [other, 1_000n]);
      const allocateAlone = await rebalance([index, 1_000n]);
      const withDeallocation = await rebalance([index, -1_000n], [other, 1_000n]);
      perMove[market.protocol] = { allocate: withAllocation - single, deallocate: withDeallocation - single };
      bases.push(allocateAlone - (withAllocation - single));
    }
    const secondDeposit = await deposit(1_000n);
    const withdraw = await gasOf(vault.getFunction("withdraw").send(1_000n * USDC, user.address, user.address));
    const code = (await fork.provider.request({ method: "eth_getCode", params: [deployment.vault.address, "latest"] })) as string;
    close();
    return { vaultBytes: (code.length - 2) / 2, base: Math.max(...bases), perMove, deposit: secondDeposit, withdraw };
  } finally {
    await fork.close();
    await upstream.close();
  }
}
