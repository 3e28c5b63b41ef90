import { computeAddress, SigningKey, Transaction } from "ethers";
import { KeeperError } from "../core/errors.ts";
import type { Address } from "../core/units.ts";
import { judge, SigningDeniedError, type SigningPolicy } from "./signingPolicy.ts";
import { toEthersTransaction, type UnsignedTransaction } from "./transaction.ts";

/** Holds a key, or reaches one that is held elsewhere. */
export interface Signer {
  readonly address: Address;
  /** The signed bytes, "0x…". */
  signTransaction(transaction: UnsignedTransaction): Promise<string>;
}

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

/** The signer returned bytes that are not the transaction it was given, or not signed by its own key. */
export class SignedOtherBytesError extends KeeperError {
  constructor(address: Address) {
    super(`The signer of ${address} returned another transaction than it was asked to sign`, "Do not send it; check the signer.", 1);
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

/**
 * The only kind of signer `execute` accepts: one with a policy in front that denies whatever it does not explicitly allow.
 * It also proves that what came back is what was asked for, which a signer elsewhere cannot be trusted with.
 */
export class GuardedSigner implements Signer {
  readonly address: Address;
  readonly #signer: Signer;
  readonly #policy: SigningPolicy;

  constructor(signer: Signer, policy: SigningPolicy) {
    this.address = signer.address;
    this.#signer = signer;
    this.#policy = policy;
  }

  /** @throws {SigningDeniedError | SignedOtherBytesError} */
  async signTransaction(transaction: UnsignedTransaction): Promise<string> {
    const denial = judge(transaction, this.address, this.#policy);
    if (denial) throw new SigningDeniedError(denial);
    const rawTransaction = await this.#signer.signTransaction(transaction);
    const signed = Transaction.from(rawTransaction);
    if (signed.from !== this.address || signed.unsignedHash !== toEthersTransaction(transaction).unsignedHash) {
      throw new SignedOtherBytesError(this.address);
    }
    return rawTransaction;
  }
}
