import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { ConfigurationError } from "../config/errors.ts";
import { forgetSecret, withdrawSecrets } from "./secrets.ts";

/** What the process was started with: stronger than the file, also when the file is read again. */
let given: ReadonlySet<string> | undefined;
let ofFile: readonly string[] = [];

/**
 * Reads `.env` of the working folder into the environment, and takes secrets out of it. Read again, what is not in it any more is gone.
 * @throws ConfigurationError when it cannot be read; the environment is then as it was.
 */
export function loadEnvironmentFile(): void {
  given ??= new Set(Object.keys(process.env));
  const entries = Object.entries(readEnvironmentFile()).filter(([name]) => !given?.has(name));
  for (const name of ofFile) {
    delete process.env[name];
    forgetSecret(name);
  }
  for (const [name, value] of entries) process.env[name] = value;
  ofFile = entries.map(([name]) => name);
  withdrawSecrets();
}

function readEnvironmentFile(): NodeJS.Dict<string> {
  if (!existsSync(".env")) return {};
  try {
    return parseEnv(readFileSync(".env", "utf8"));
  } catch (error) {
    throw new ConfigurationError(".env", ["it cannot be read"], "Make it a readable file of NAME=value lines, or remove it.", error);
  }
}
