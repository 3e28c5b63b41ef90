import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { MissingSettingError } from "../config/errors.ts";

/** Where the password of a keystore may come from; `which` begins the names of both variables. */
export interface PasswordSource {
  readonly which: "KEEPER" | "DEPLOYER";
  readonly password: string | null;
  readonly passwordFile: string | null;
}

/**
 * The password of a keystore: the file's if there is one, else the environment's, else null.
 * @throws MissingSettingError when the file cannot be read, or others can read it too.
 */
export async function keystorePassword({ which, password, passwordFile }: PasswordSource): Promise<string | null> {
  return passwordFile === null ? password : readPasswordFile(`${which}_KEYSTORE_PASSWORD_FILE`, passwordFile);
}

/** The same where there has to be one. @throws MissingSettingError */
export async function requiredKeystorePassword(source: PasswordSource): Promise<string> {
  const password = await keystorePassword(source);
  if (password !== null) return password;
  const { which } = source;
  throw new MissingSettingError(
    "No password for the keystore",
    `Set ${which}_KEYSTORE_PASSWORD_FILE to a file with the password that only you can read, or ${which}_KEYSTORE_PASSWORD.`,
  );
}

/** Handed over by systemd (LoadCredential=), which lets the service in by an access list: the mode then shows a group that may read. */
function isCredential(file: string): boolean {
  const folder = process.env.CREDENTIALS_DIRECTORY;
  return folder !== undefined && path.dirname(path.resolve(file)) === path.resolve(folder);
}

async function readPasswordFile(variable: string, file: string): Promise<string> {
  let text: string;
  try {
    // Windows has no such mode: whoever may read a file is said elsewhere.
    const othersMay = process.platform === "win32" || isCredential(file) ? 0 : (await stat(file)).mode & 0o077;
    if (othersMay !== 0)
      throw new MissingSettingError(`The password file ${file} is open to others`, `chmod 600 ${file}, and think of a new password.`);
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof MissingSettingError) throw error;
    throw new MissingSettingError(
      `The password file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      `Set ${variable} to a file that this user can read.`,
    );
  }
  // Editors and `echo` end the line; a password that ends in a line break cannot be typed.
  const password = text.replace(/\r?\n$/, "");
  if (password === "") throw new MissingSettingError(`The password file ${file} is empty`, "Put the keystore's password into it.");
  return password;
}
