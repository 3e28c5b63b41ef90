import { limitsOf, type VaultLimits } from "../../../../../core/vaultLimits.ts";
import type { Eip1193Provider } from "../wallet/eip1193.ts";
import { adapterAbi, gateAbi, tokenAbi, vaultAbi } from "./abi.ts";
import { read, readNumber, readOne } from "./calls.ts";
import { type PermitDomain, readPermitDomain } from "./permit.ts";

/** A token as amounts of it are written. */
export interface Token {
  readonly address: string;
  readonly symbol: string;
  readonly decimals: number;
}

export interface AdapterReading {
  readonly address: string;
  /** What its position is worth; null where it cannot say. */
  readonly position: bigint | null;
  /** What it says can be withdrawn now without loss; zero where it does not answer, as for the vault. */
  readonly withdrawable: bigint;
}

/** Everything that the page shows of a vault and of one account in it, read through the wallet at one block. Amounts in smallest units. */
export interface VaultReading {
  readonly vault: string;
  readonly account: string;
  readonly asset: Token;
  readonly share: Token;
  /** ERC-2612 of the asset; null where it has none. */
  readonly permit: PermitDomain | null;
  /** Of the chain's own coin, which pays for gas. */
  readonly wei: bigint;
  readonly balance: bigint;
  readonly allowance: bigint;
  readonly shares: bigint;
  /** What the shares are worth. */
  readonly worth: bigint;
  readonly totalShares: bigint;
  readonly totalAssets: bigint;
  readonly grossAssets: bigint;
  readonly idle: bigint;
  readonly maxDeposit: bigint;
  readonly maxWithdraw: bigint;
  readonly maxRedeem: bigint;
  /** 0 normal, 1 reduce-only, 2 paused. */
  readonly status: number;
  /** Unix seconds; zero while nothing tripped. */
  readonly trippedAtSeconds: number;
  readonly limits: VaultLimits;
  readonly feeRecipient: string | null;
  /** Null: there is none. */
  readonly depositCap: bigint | null;
  readonly gate: { readonly address: string; readonly mayDeposit: boolean } | null;
  /** In the order withdrawals are served from. */
  readonly adapters: readonly AdapterReading[];
}

const ZERO_ADDRESS = `0x${"0".repeat(40)}`;
/** `type(uint96).max` stands for no cap. */
const NO_CAP = 2n ** 96n - 1n;

/** What a vault is made of does not change: read once a vault. */
export interface VaultTokens {
  readonly asset: Token;
  readonly share: Token;
  readonly permit: PermitDomain | null;
}

export async function readTokens(provider: Eip1193Provider, vault: string, chainId: number): Promise<VaultTokens> {
  const address = await readOne<string>(provider, { to: vault, abi: vaultAbi, name: "asset" });
  const token = async (to: string): Promise<Token> => {
    const [symbol, decimals] = await Promise.all([
      readOne<string>(provider, { to, abi: tokenAbi, name: "symbol" }),
      readOne<bigint>(provider, { to, abi: tokenAbi, name: "decimals" }),
    ]);
    return { address: to, symbol, decimals: Number(decimals) };
  };
  const [asset, share, permit] = await Promise.all([token(address), token(vault), readPermitDomain(provider, address, chainId)]);
  return { asset, share, permit };
}

export async function readVault(provider: Eip1193Provider, vault: string, account: string, tokens: VaultTokens): Promise<VaultReading> {
  const { asset } = tokens;
  const block = (await provider.request({ method: "eth_blockNumber" })) as string;
  const ofVault = (name: string, ...args: readonly unknown[]) => read(provider, { to: vault, abi: vaultAbi, name, args }, { block });
  const amount = async (name: string, ...args: readonly unknown[]) => (await ofVault(name, ...args))[0] as bigint;
  const ofAsset = (name: string, ...args: readonly unknown[]) =>
    readOne<bigint>(provider, { to: asset.address, abi: tokenAbi, name, args }, { block });
  const shares = await amount("balanceOf", account);
  const [wei, balance, allowance, worth, totalShares, totalAssets, grossAssets, idle, maxDeposit, maxWithdraw, maxRedeem] =
    await Promise.all([
      readNumber(provider, "eth_getBalance", [account, block]),
      ofAsset("balanceOf", account),
      ofAsset("allowance", account, vault),
      amount("convertToAssets", shares),
      amount("totalSupply"),
      amount("totalAssets"),
      amount("grossAssets"),
      amount("idle"),
      amount("maxDeposit", account),
      amount("maxWithdraw", account),
      amount("maxRedeem", account),
    ]);
  const [[status, trippedAt], [limits], [recipient], [cap, gate], [queue]] = (await Promise.all(
    ["status", "limits", "fees", "deposits", "adapters"].map((name) => ofVault(name)),
  )) as unknown as [[bigint, bigint], [readonly bigint[]], [string], [bigint, string], [readonly string[]]];
  const adapters = await Promise.all([...queue].map((address) => readAdapter(provider, address, block)));
  return {
    vault,
    account,
    ...tokens,
    wei,
    balance,
    allowance,
    shares,
    worth,
    totalShares,
    totalAssets,
    grossAssets,
    idle,
    maxDeposit,
    maxWithdraw,
    maxRedeem,
    status: Number(status),
    trippedAtSeconds: Number(trippedAt),
    limits: limitsOf([...limits].map(Number)),
    feeRecipient: recipient === ZERO_ADDRESS ? null : recipient,
    depositCap: cap === NO_CAP ? null : cap,
    gate: gate === ZERO_ADDRESS ? null : { address: gate, mayDeposit: await mayDeposit(provider, gate, account, block) },
    adapters,
  };
}

async function readAdapter(provider: Eip1193Provider, address: string, block: string): Promise<AdapterReading> {
  const of = (name: string, ...args: readonly unknown[]) =>
    readOne<bigint>(provider, { to: address, abi: adapterAbi, name, args }, { block });
  const [position, withdrawable] = await Promise.all([of("totalAssets").catch(() => null), of("withdrawable", 0n).catch(() => 0n)]);
  return { address, position, withdrawable };
}

/** A gate that does not answer says no, as for the vault. */
async function mayDeposit(provider: Eip1193Provider, gate: string, account: string, block: string): Promise<boolean> {
  return readOne<boolean>(provider, { to: gate, abi: gateAbi, name: "mayDeposit", args: [account] }, { block }).catch(() => false);
}
