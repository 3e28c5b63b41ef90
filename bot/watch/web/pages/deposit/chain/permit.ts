import { TypedDataEncoder } from "ethers/hash";
import type { Eip1193Provider } from "../wallet/eip1193.ts";
import { tokenAbi } from "./abi.ts";
import { type Call, readOne } from "./calls.ts";

/** The EIP-712 domain in which a token takes permits. */
export interface PermitDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: string;
}

export interface Permit {
  readonly owner: string;
  readonly spender: string;
  readonly value: bigint;
  readonly nonce: bigint;
  /** Unix seconds after which it can be used no more. */
  readonly deadline: bigint;
}

/** ERC-2612's. */
const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};
const DOMAIN_TYPES = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];
const ERC2612_TYPEHASH = "0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9";

/**
 * The domain of a token that takes ERC-2612 permits, or null. It is what the token says only if it hashes to the token's own
 * DOMAIN_SEPARATOR: versions differ (USDC has "2") and are not always told. A token that names another type of permit, as DAI does, has none
 * of these.
 */
export async function readPermitDomain(provider: Eip1193Provider, token: string, chainId: number): Promise<PermitDomain | null> {
  const ask = async <Value>(name: string): Promise<Value | null> => {
    const call: Call = { to: token, abi: tokenAbi, name };
    return readOne<Value>(provider, call).catch(() => null);
  };
  const [separator, name, version, typehash] = await Promise.all([
    ask<string>("DOMAIN_SEPARATOR"),
    ask<string>("name"),
    ask<string>("version"),
    ask<string>("PERMIT_TYPEHASH"),
  ]);
  if (separator === null || name === null || (typehash !== null && typehash !== ERC2612_TYPEHASH)) return null;
  const domain = { name, version: version ?? "1", chainId, verifyingContract: token };
  return TypedDataEncoder.hashDomain(domain) === separator ? domain : null;
}

/** What a wallet is given to sign, by eth_signTypedData_v4: numbers as digits, since JSON has none so long. */
export function permitTypedData(domain: PermitDomain, { owner, spender, value, nonce, deadline }: Permit) {
  return {
    types: { EIP712Domain: DOMAIN_TYPES, ...PERMIT_TYPES },
    primaryType: "Permit",
    domain,
    message: { owner, spender, value: value.toString(), nonce: nonce.toString(), deadline: deadline.toString() },
  };
}

/** The token's call that makes an allowance of a permit and its signature; anyone may send it. */
export function permitCall({ verifyingContract }: PermitDomain, permit: Permit, signature: string): Call {
  const { r, s, v } = splitSignature(signature);
  const { owner, spender, value, deadline } = permit;
  return { to: verifyingContract, abi: tokenAbi, name: "permit", args: [owner, spender, value, deadline, v, r, s] };
}

/** r, s and v of 65 bytes; some wallets count v from 0. */
function splitSignature(signature: string): { readonly r: string; readonly s: string; readonly v: number } {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) {
    throw new Error("The wallet's signature is not one that a permit takes: choose approval instead.");
  }
  const v = Number.parseInt(signature.slice(130), 16);
  return { r: signature.slice(0, 66), s: `0x${signature.slice(66, 130)}`, v: v < 27 ? v + 27 : v };
}
