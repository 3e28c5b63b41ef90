import type { JsonRpcApiProvider } from "ethers";
import { yieldVaultAbi } from "../chain/abi.ts";
import { contractRead, readBatch, required } from "../chain/batch.ts";
import { type PinnedBlock, pinBlock } from "../chain/block.ts";
import { NoContractError } from "../chain/errors.ts";
import { measuredGas } from "../config/measuredGas.ts";
import { KeeperError } from "../core/errors.ts";
import { type Address, toFloat } from "../core/units.ts";
import { limitsOf } from "../core/vaultLimits.ts";

/** The vault lets this account rebalance nothing. */
export class MissingRoleError extends KeeperError {
  constructor(keeper: Address, vault: Address, role: string, timelockHours: number) {
    const announced = timelockHours === 0 ? "" : `, which has to be announced with submit() ${timelockHours} hours before`;
    super(`${keeper} has no KEEPER_ROLE on ${vault}`, `The vault's owner grants it: grantRole(${role}, ${keeper})${announced}.`, 2);
  }
}

/** The account cannot pay for a rebalance. */
export class InsufficientBalanceError extends KeeperError {
  constructor(keeper: Address, balanceWei: bigint, neededWei: bigint) {
    super(`${keeper} has ${ether(balanceWei)}, a rebalance may need ${ether(neededWei)}`, "Send ETH to the keeper's account.", 3);
  }
}

/** An amount of wei for a person. */
export function ether(wei: bigint): string {
  return `${toFloat(wei, 18).toFixed(6)} ETH`;
}

/** @throws MissingRoleError, NoContractError */
export async function requireRole(
  provider: JsonRpcApiProvider,
  block: PinnedBlock,
  chainId: number,
  vault: Address,
  keeper: Address,
): Promise<void> {
  const [{ role }] = await readBatch(provider, block.number, [{ role: contractRead<string>(vault, yieldVaultAbi, "KEEPER_ROLE") }]);
  if (!role.ok) throw new NoContractError("the vault", vault, chainId);
  const [{ granted, limits }] = await readBatch(provider, block.number, [
    {
      granted: contractRead<boolean>(vault, yieldVaultAbi, "hasRole", [role.value, keeper]),
      limits: contractRead(vault, yieldVaultAbi, "limits", [], ([values]) => limitsOf([...values].map(Number))),
    },
  ]);
  if (!required(granted)) throw new MissingRoleError(keeper, vault, role.value, required(limits).timelockHours);
}

/** Returns the balance. @throws InsufficientBalanceError when it does not pay for `gas` at the block's base fee. */
export async function requireBalance(provider: JsonRpcApiProvider, block: PinnedBlock, keeper: Address, gas: bigint): Promise<bigint> {
  const balanceWei = BigInt(await provider.send("eth_getBalance", [keeper, `0x${block.number.toString(16)}`]));
  const neededWei = gas * block.baseFeePerGasWei;
  if (balanceWei < neededWei) throw new InsufficientBalanceError(keeper, balanceWei, neededWei);
  return balanceWei;
}

/**
 * Before a keeper starts: an account that can certainly never rebalance is told at once, not at the first decision that would move money.
 * @throws MissingRoleError, InsufficientBalanceError, NoContractError
 */
export async function requireUsableAccount(
  provider: JsonRpcApiProvider,
  { chainId, vault, keeper }: { readonly chainId: number; readonly vault: Address; readonly keeper: Address },
): Promise<void> {
  const block = await pinBlock(provider);
  await requireRole(provider, block, chainId, vault, keeper);
  // Less than any rebalance takes: whether it is enough for a certain one, execution finds out.
  await requireBalance(provider, block, keeper, BigInt(measuredGas.base));
}
