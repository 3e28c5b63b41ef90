import type { Address } from "../../bot/core/units.ts";
import { encodeCall } from "./calls.ts";
import { type Eip1193Provider, readHead, toQuantity } from "./provider.ts";

/** Below the 2^24 gas that a transaction may use since Osaka (EIP-7825). */
export const MAX_TRANSACTION_GAS = 16_000_000;

/** Ether given to an impersonated account for its gas. */
const GAS_MONEY_WEI = 10n ** 24n;

export interface ImpersonatedTransaction {
  readonly from: Address;
  /** Absent for a contract creation. */
  readonly to?: Address;
  readonly data?: string;
  readonly valueWei?: bigint;
  readonly gas?: number;
}

/** Sends transactions from any account of a development node. */
export interface Impersonator {
  readonly provider: Eip1193Provider;
  /** Sends one transaction and waits for its block; rejects if it reverts. Returns its hash. */
  send(transaction: ImpersonatedTransaction): Promise<string>;
  /** Calls `fragment`, a human-readable ABI fragment, in a transaction of its own. */
  execute(from: Address, to: Address, fragment: string, args?: readonly unknown[], valueWei?: bigint): Promise<string>;
  /** Lets the node sign for `account` and gives it ether for gas, once. */
  unlock(account: Address): Promise<void>;
}

/**
 * @param secondsPerBlock Time between the blocks of `send`, so that they do not depend on the wall clock; by default the node decides.
 */
export function createImpersonator(provider: Eip1193Provider, secondsPerBlock?: number): Impersonator {
  const unlocked = new Set<Address>();

  async function unlock(account: Address): Promise<void> {
    if (unlocked.has(account)) return;
    await provider.request({ method: "hardhat_impersonateAccount", params: [account] });
    const balance = BigInt((await provider.request({ method: "eth_getBalance", params: [account, "latest"] })) as string);
    if (balance < GAS_MONEY_WEI) {
      await provider.request({ method: "hardhat_setBalance", params: [account, toQuantity(GAS_MONEY_WEI)] });
    }
    unlocked.add(account);
  }

  async function send({ from, to, data, valueWei = 0n, gas = MAX_TRANSACTION_GAS }: ImpersonatedTransaction): Promise<string> {
    await unlock(from);
    if (secondsPerBlock !== undefined) {
      const head = await readHead(provider);
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [head.timestampSeconds + secondsPerBlock] });
    }
    const transaction = {
      from,
      ...(to === undefined ? {} : { to }),
      data: data ?? "0x",
      value: toQuantity(valueWei),
      gas: toQuantity(gas),
    };
    return (await provider.request({ method: "eth_sendTransaction", params: [transaction] })) as string;
  }

  return {
    provider,
    send,
    unlock,
    execute: (from, to, fragment, args = [], valueWei = 0n) => send({ from, to, data: encodeCall(fragment, args), valueWei }),
  };
}
