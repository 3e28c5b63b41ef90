import { Interface } from "ethers/abi";
import { ADAPTER_FUNCTIONS, ERRORS, GATE_FUNCTIONS, VAULT_EVENTS, VAULT_FUNCTIONS } from "./depositAbi.ts";

/** Of ethers the page takes the ABI and EIP-712 alone, a fifth of what its providers would bring; those speak to a wallet no better. */
export const vaultAbi = new Interface([...VAULT_FUNCTIONS, ...VAULT_EVENTS]);
export const adapterAbi = new Interface([...ADAPTER_FUNCTIONS]);
export const gateAbi = new Interface([...GATE_FUNCTIONS]);
export const errorsAbi = new Interface([...ERRORS]);

/**
 * A token. What OpenZeppelin's, and so our shares, have by the same name is in the vault's ABI; these two are USDC's: which version its
 * EIP-712 domain has, and which kind of permit it takes.
 */
export const tokenAbi = new Interface([
  ...VAULT_FUNCTIONS,
  "function version() view returns (string)",
  "function PERMIT_TYPEHASH() view returns (bytes32)",
]);
