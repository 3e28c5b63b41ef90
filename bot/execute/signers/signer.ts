import { Transaction } from "ethers";
import { KeeperError } from "../../core/errors.ts";
import type { Address } from "../../core/units.ts";
import { toEthersTransaction, type UnsignedTransaction } from "../transaction.ts";
import { judge, SigningDeniedError, type SigningPolicy } from "./signingPolicy.ts";

/** Holds a key, or reaches one that is held elsewhere. */
export interface Signer {
  readonly address: Address;
  /** The signed bytes, "0x…". */
  signTransaction(transaction: UnsignedTransaction): Promise<string>;
}

/** The signer returned bytes that are not the transaction it was given, or not signed by its own key. */
export class SignedOtherBytesError extends KeeperError {
  constructor(address: Address) {
    super(`The signer of ${address} returned another transaction than it was asked to sign`, "Do not send it; check the signer.", 1);
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
  readonly #nowSeconds: () => number;

  /** @param nowSeconds The time that deadlines are measured from; not the node's, which a lying one could set. */
  constructor(signer: Signer, policy: SigningPolicy, nowSeconds: () => number = () => Math.floor(Date.now() / 1000)) {
    this.address = signer.address;
    this.#signer = signer;
    this.#policy = policy;
    this.#nowSeconds = nowSeconds;
  }

  /** @throws {SigningDeniedError | SignedOtherBytesError}, and what a signer elsewhere fails with. */
  async signTransaction(transaction: UnsignedTransaction): Promise<string> {
    const denial = judge(transaction, { signer: this.address, policy: this.#policy, nowSeconds: this.#nowSeconds() });
    if (denial) throw new SigningDeniedError(denial);
    const signed = parsed(await this.#signer.signTransaction(transaction));
    if (signed?.from !== this.address || signed.unsignedHash !== toEthersTransaction(transaction).unsignedHash) {
      throw new SignedOtherBytesError(this.address);
    }
    // The canonical encoding, whatever the signer's: its hash is the one the chain knows it by.
    return signed.serialized;
  }
}

/** Null for what is no transaction. */
function parsed(rawTransaction: string): Transaction | null {
  try {
    return Transaction.from(rawTransaction);
  } catch {
    return null;
  }
}
