import type { EIP1193Provider } from "@nomicfoundation/ignition-core";
import type { JsonRpcApiProvider, Wallet } from "ethers";
import type { Address } from "../../bot/core/units.ts";

/** A transaction as `eth_sendTransaction` takes it. */
interface RpcTransaction {
  readonly to?: Address;
  readonly data?: string;
  readonly value?: string;
  readonly nonce: string;
  readonly gas: string;
  readonly maxFeePerGas?: string;
  readonly maxPriorityFeePerGas?: string;
  readonly gasPrice?: string;
}

/**
 * The provider as one that has the wallet's account and signs its transactions here: a node never sees the key.
 * @param onSigned Called with each transaction before it is sent.
 */
export function signingProvider(
  provider: JsonRpcApiProvider,
  wallet: Wallet,
  onSigned: (nonce: number, signed: string) => void,
): EIP1193Provider {
  return {
    async request({ method, params = [] }) {
      if (method === "eth_accounts") return [wallet.address];
      if (method !== "eth_sendTransaction") return provider.send(method, params as unknown[]);
      const { to, data, value, nonce, gas, maxFeePerGas, maxPriorityFeePerGas, gasPrice } = (params as [RpcTransaction])[0];
      const { chainId } = await provider.getNetwork();
      const signed = await wallet.signTransaction({
        to: to ?? null,
        data: data ?? "0x",
        value: value ?? 0n,
        nonce: Number(nonce),
        gasLimit: gas,
        chainId,
        ...(gasPrice === undefined
          ? { type: 2, maxFeePerGas: maxFeePerGas ?? null, maxPriorityFeePerGas: maxPriorityFeePerGas ?? null }
          : { type: 0, gasPrice }),
      });
      onSigned(Number(nonce), signed);
      return provider.send("eth_sendRawTransaction", [signed]);
    },
  };
}
