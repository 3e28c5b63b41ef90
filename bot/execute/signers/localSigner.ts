import { computeAddress, SigningKey } from "ethers";
import { KeeperError } from "../../core/errors.ts";
import { toEthersTransaction } from "../transaction.ts";
import type { Signer } from "./signer.ts";

/** Neither the message nor anything reachable from it contains what was given. */
export class InvalidPrivateKeyError extends KeeperError {
  constructor(which: string, what: string) {
    super(
      `${which} is not usable: ${what}`,
      'Give it as "0x" and 64 hexadecimal digits, as wallets export it; check for missing digits, quotes or spaces.',
      2,
    );
  }
}

/**
 * A signer with the key in this process. The key stays inside the closure, so that printing the signer shows the address only.
 * @param which What to call the key in a message.
 * @throws {InvalidPrivateKeyError}
 */
export function localSigner(privateKey: string, which = "The keeper's private key (KEEPER_PRIVATE_KEY)"): Signer {
  const key = signingKey(privateKey, which);
  const address = computeAddress(key.publicKey);
  return {
    address,
    async signTransaction(transaction) {
      const signed = toEthersTransaction(transaction);
      signed.signature = key.sign(signed.unsignedHash);
      return signed.serialized;
    },
  };
}

function signingKey(privateKey: string, which: string): SigningKey {
  const digits = privateKey.startsWith("0x") ? privateKey.slice(2) : privateKey;
  if (!/^[0-9a-fA-F]*$/.test(digits)) throw new InvalidPrivateKeyError(which, "it contains characters that are not hexadecimal digits");
  if (digits.length !== 64) throw new InvalidPrivateKeyError(which, `it has ${digits.length} hexadecimal digits instead of 64`);
  try {
    const key = new SigningKey(`0x${digits}`);
    computeAddress(key.publicKey);
    return key;
  } catch {
    // The library's error may quote the key, so it does not become the cause.
    throw new InvalidPrivateKeyError(which, "it is zero or not below the order of secp256k1");
  }
}
