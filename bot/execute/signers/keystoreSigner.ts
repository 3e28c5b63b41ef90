import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { computeAddress, decryptKeystoreJson, encryptKeystoreJson, hexlify, isKeystoreJson } from "ethers";
import { KeeperError } from "../../core/errors.ts";
import type { Address } from "../../core/units.ts";
import { localSigner } from "./localSigner.ts";
import type { Signer } from "./signer.ts";

/** The encrypted key cannot be used. Neither the message nor anything reachable from it contains the password or what was decrypted. */
export class KeystoreError extends KeeperError {}

/**
 * The private key inside an encrypted JSON file: Web3 Secret Storage, version 3, with scrypt or PBKDF2, as geth, ethers, Foundry and
 * `keeper key new` write it.
 * @throws {KeystoreError} when there is no such file, it is none, or the password is another.
 */
export async function readKeystore(file: string, password: string): Promise<string> {
  const json = await readText(file);
  if (!isKeystoreJson(json)) throw notAKeystore(file);
  try {
    return (await decryptKeystoreJson(json, password)).privateKey;
  } catch (error) {
    // The library's error quotes its arguments, so it does not become the cause.
    if ((error as { argument?: unknown }).argument !== "password") throw notAKeystore(file);
    throw new KeystoreError(
      `The password does not open the keystore ${file}`,
      "Check the password and that the file is the one it belongs to; a damaged file looks the same.",
      2,
    );
  }
}

/** A signer with the key of an encrypted file, which is open only in this process's memory. @throws {KeystoreError} */
export async function keystoreSigner(file: string, password: string): Promise<Signer> {
  return localSigner(await readKeystore(file, password), `The key in ${file}`);
}

export function randomPrivateKey(): string {
  return hexlify(randomBytes(32));
}

/**
 * Writes a key into an encrypted file of its own, readable by its owner only, and returns its address. Never replaces a file.
 * @throws {KeystoreError} when there is a file already, or it cannot be written.
 */
export async function writeKeystore(file: string, privateKey: string, password: string): Promise<Address> {
  const address = computeAddress(privateKey);
  const json = await encryptKeystoreJson({ address, privateKey }, password);
  try {
    await writeFile(file, `${json}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw exists
      ? alreadyThere(file)
      : new KeystoreError(`${file} cannot be written: ${(error as Error).message}`, "Choose another place.", 2, error);
  }
  return address;
}

export function alreadyThere(file: string): KeystoreError {
  return new KeystoreError(`${file} is there already and is never replaced`, "Choose another name; a key that is lost is lost.", 2);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new KeystoreError(
      `The keystore ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      "Check `signer.file` in the configuration and the file's permissions; `keeper key new` makes a keystore.",
      2,
      error,
    );
  }
}

function notAKeystore(file: string): KeystoreError {
  return new KeystoreError(
    `${file} is not a keystore`,
    "Give an encrypted JSON file of the Web3 Secret Storage format, version 3; `keeper key import` makes one of a private key.",
    2,
  );
}
