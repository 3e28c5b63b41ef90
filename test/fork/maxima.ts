import { expect } from "chai";
import type { Address } from "../../bot/core/units.ts";
import { vaultInterface } from "../../scripts/deploy/artifacts.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { fundAsset, type VaultOnFork } from "./vaultOnFork.ts";

const BLOCK_SECONDS = 12;

const vaultErrors = vaultInterface();

/** With which errors the vault refuses more than a maximum. */
const REFUSALS: Readonly<Record<keyof Maxima, readonly string[]>> = {
  deposit: ["ERC4626ExceededMaxDeposit"],
  mint: ["ERC4626ExceededMaxMint"],
  withdraw: ["ERC4626ExceededMaxWithdraw", "InsufficientLiquidity"],
  redeem: ["ERC4626ExceededMaxRedeem", "InsufficientLiquidity"],
};

/** `maxDeposit` and the like as the vault stated them for the block they were put to the test in. */
export interface Maxima {
  readonly deposit: bigint;
  readonly mint: bigint;
  readonly withdraw: bigint;
  readonly redeem: bigint;
}

/**
 * Puts all four maxima of the vault to the test, each in the very block it was stated for: exactly that much succeeds and moves exactly that
 * much, and more reverts. The chain is as before afterwards.
 */
export async function expectExactMaxima(chain: VaultOnFork, owner: Address): Promise<Maxima> {
  const { vault, asset } = chain;
  const newcomer = namedAccount("test/newcomer");
  const balanceOf = (token: Address, account: Address) =>
    chain.read(token, "function balanceOf(address) view returns (uint256)", [account]);

  /** The maximum for the next block, and that block with as much as `amountOf` makes of it. */
  const tryInNextBlock = (kind: keyof Maxima, amountOf: (maximum: bigint) => Promise<bigint> | bigint) =>
    chain.undone(async () => {
      const entering = kind === "deposit" || kind === "mint";
      if (entering) {
        await fundAsset(chain.funding, asset, newcomer, 2n ** 113n);
        await chain.send(newcomer, asset, "function approve(address,uint256)", [vault, 2n ** 256n - 1n]);
      }
      const account = entering ? newcomer : owner;
      await chain.setNextBlockTime(BLOCK_SECONDS);
      const maximum = await chain.read(vault, `function max${capitalised(kind)}(address) view returns (uint256)`, [account], "pending");
      const amount = await amountOf(maximum);
      const before = { assets: await balanceOf(asset, account), shares: await balanceOf(vault, account) };
      const outcome = await (entering
        ? chain.send(account, vault, `function ${kind}(uint256,address)`, [amount, account])
        : chain.send(account, vault, `function ${kind}(uint256,address,address)`, [amount, account, account])
      ).then(() => "done", revertName);
      const assets = (await balanceOf(asset, account)) - before.assets;
      const shares = (await balanceOf(vault, account)) - before.shares;
      return { maximum, outcome, assets, shares };
    });

  const maxima: Record<keyof Maxima, bigint> = { deposit: 0n, mint: 0n, withdraw: 0n, redeem: 0n };
  for (const kind of ["deposit", "mint", "withdraw", "redeem"] as const) {
    const exact = await tryInNextBlock(kind, (maximum) => maximum);
    expect(exact.outcome, `max${capitalised(kind)} of ${exact.maximum}`).to.equal("done");
    const moved = { deposit: -exact.assets, mint: exact.shares, withdraw: exact.assets, redeem: -exact.shares }[kind];
    expect(moved, `moved by ${kind}`).to.equal(exact.maximum);
    // A share is worth far less than a unit: beyond the maximum begins where another unit would be owed.
    const beyond = await tryInNextBlock(kind, async (maximum) =>
      kind === "deposit" || kind === "withdraw"
        ? maximum + 1n
        : maximum + (await chain.read(vault, "function previewWithdraw(uint256) view returns (uint256)", [2n], "pending")),
    );
    expect(beyond.outcome, `more than max${capitalised(kind)}`).to.be.oneOf(REFUSALS[kind]);
    maxima[kind] = exact.maximum;
  }
  return maxima;
}

/** The vault's error in a request that reverted; anything else goes on. */
function revertName(error: unknown): string {
  const { data } = error as { readonly data?: string | { readonly data?: string } };
  // Hardhat wraps the revert data when it cannot tell where in the source the revert came from.
  const name = vaultErrors.parseError((typeof data === "object" ? data.data : data) ?? "0x")?.name;
  if (name === undefined) throw error;
  return name;
}

function capitalised(word: string): string {
  return word[0]?.toUpperCase() + word.slice(1);
}
