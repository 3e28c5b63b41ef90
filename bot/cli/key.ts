import { existsSync } from "node:fs";
import { Command } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { alreadyThere, randomPrivateKey, writeKeystore } from "../execute/signers/keystoreSigner.ts";
import { localSigner } from "../execute/signers/localSigner.ts";
import { secretAsker } from "./askSecret.ts";
import { contextOf } from "./context.ts";
import { keystorePassword } from "./keystorePassword.ts";
import { keeperPasswordSource, openSigner, signingEnvironment } from "./openSigner.ts";
import { secret } from "./secrets.ts";

/** Below this a stolen file is opened by trying. */
const LEAST_PASSWORD_LENGTH = 8;

export function keyCommand(): Command {
  const command = new Command("key")
    .description("The keeper's key: makes an encrypted keystore, says whose key is configured.")
    .addHelpText(
      "after",
      `
The password of a keystore is that of KEEPER_KEYSTORE_PASSWORD_FILE, a file that only you can read, or KEEPER_KEYSTORE_PASSWORD; on a
terminal it is asked for. It is never an argument: everybody on the machine sees those. docs/keys.md says which way to hold a key is for what.

Examples:
  $ npx keeper key new --out keeper.keystore.json
  $ npx keeper key import --out keeper.keystore.json    the key of KEEPER_PRIVATE_KEY
  $ npx keeper key address`,
    );

  command
    .command("new")
    .description("makes a new random key, in an encrypted keystore")
    .requiredOption("--out <file>", "the file to make; one that is there is never replaced")
    .action(({ out }: { out: string }, sub: Command) => makeKeystore(out, randomPrivateKey(), sub));

  command
    .command("import")
    .description("puts the key of KEEPER_PRIVATE_KEY into an encrypted keystore")
    .requiredOption("--out <file>", "the file to make; one that is there is never replaced")
    .action(({ out }: { out: string }, sub: Command) => {
      const key = secret("KEEPER_PRIVATE_KEY");
      if (key === null) throw new MissingSettingError("No key to import", "Set KEEPER_PRIVATE_KEY for this one command.");
      // A wrong key is told in words, before a password is asked for.
      localSigner(key);
      return makeKeystore(out, key.startsWith("0x") ? key : `0x${key}`, sub);
    });

  command
    .command("address")
    .description("whose key is configured; opens the keystore, or asks the remote signer")
    .action(async (_options: object, sub: Command) => {
      const { configuration, output } = contextOf(sub);
      const signer = await openSigner(configuration.signer, signingEnvironment());
      if (signer === null) {
        throw new MissingSettingError("No key is configured", "Set KEEPER_PRIVATE_KEY, or `signer` in the configuration.");
      }
      output.result({ address: signer.address, kind: configuration.signer?.kind ?? "environment" }, signer.address);
    });
  return command;
}

async function makeKeystore(file: string, privateKey: string, command: Command): Promise<void> {
  const { output } = contextOf(command);
  // Told before a password is asked for; `writeKeystore` makes sure.
  if (existsSync(file)) throw alreadyThere(file);
  const address = await writeKeystore(file, privateKey, await newPassword());
  output.result(
    { address, file },
    `${file} holds the key of ${address}. Keep a copy of file and password apart from each other: nobody can restore either.
Next: "signer": { "kind": "keystore", "file": ${JSON.stringify(file)} } in yield-keeper.json.`,
  );
}

async function newPassword(): Promise<string> {
  const password = (await keystorePassword(keeperPasswordSource())) ?? (await askTwice());
  if (password.length >= LEAST_PASSWORD_LENGTH) return password;
  throw new MissingSettingError(
    `The password has fewer than ${LEAST_PASSWORD_LENGTH} characters`,
    "Choose a longer one, best a random one.",
  );
}

async function askTwice(): Promise<string> {
  const ask = secretAsker();
  if (ask === null) {
    throw new MissingSettingError(
      "No password for the keystore, and no terminal to ask for one",
      "Set KEEPER_KEYSTORE_PASSWORD_FILE to a file with the password that only you can read, or KEEPER_KEYSTORE_PASSWORD.",
    );
  }
  const password = await ask("Password for the keystore: ");
  if ((await ask("Again: ")) === password) return password;
  throw new MissingSettingError("The two passwords differ", "Run the command again, and type the same twice.");
}
