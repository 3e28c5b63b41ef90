import { getAddress, isAddress, keccak256, verifyMessage } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { INVALID_REQUEST, RelayRpcError } from "./rpcError.ts";

const FORBIDDEN = 403;

/**
 * The address that signed a request. Its header `X-Flashbots-Signature` is `address:signature`, where the signed message (EIP-191) is the
 * text "0x…" of the body's keccak-256: https://docs.flashbots.net/flashbots-auction/advanced/rpc-endpoint#authentication
 * @throws RelayRpcError with HTTP status 403 when the header is missing or does not fit the body.
 */
export function authenticate(header: string | undefined, body: Uint8Array): Address {
  if (header === undefined || header === "") throw new RelayRpcError(INVALID_REQUEST, "signature is required", FORBIDDEN);
  const [claimed = "", signature, ...rest] = header.split(":");
  if (signature === undefined || rest.length > 0 || !isAddress(claimed)) {
    throw new RelayRpcError(INVALID_REQUEST, "invalid X-Flashbots-Signature header", FORBIDDEN);
  }
  const signer = recoverSigner(keccak256(body), signature);
  if (signer !== getAddress(claimed)) throw new RelayRpcError(INVALID_REQUEST, `error in signature check ${claimed}`, FORBIDDEN);
  return signer as Address;
}

/** Null for what is no signature at all. */
function recoverSigner(message: string, signature: string): string | null {
  try {
    return verifyMessage(message, signature);
  } catch {
    return null;
  }
}
