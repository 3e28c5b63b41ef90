import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type AddressBook, chainsWith, useAddressBooks } from "./addressBook.ts";
import { readAddressBook } from "./addressBookFile.ts";
import { routeProblems } from "./alertSettings.ts";
import { describeIssue } from "./describeIssue.ts";
import { ConfigurationError } from "./errors.ts";
import { reportProblems } from "./reportSettings.ts";
import { type Configuration, configurationSchema } from "./schema.ts";
import { environmentSuffix, vaultProblems, vaultsOf } from "./vaults.ts";

/** Read when no file is named and it exists in the working folder. */
export const DEFAULT_CONFIGURATION_FILE = "yield-keeper.json";

export interface ConfigurationInput {
  /** A JSON file; null reads `yield-keeper.json` if there is one. */
  readonly file: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the command line says, stronger than everything else. */
  readonly overrides?: Partial<Configuration>;
}

/**
 * One validated configuration: defaults, then the file, then the environment, then the command line. Secrets are not in it: the keeper's
 * key is read from the environment where it is used. The address books it names are known from then on.
 *
 * Throws `ConfigurationError` naming every key that is wrong.
 */
export function loadConfiguration(input: ConfigurationInput): Configuration {
  const { name, content } = readFile(input.file);
  const where = name ?? "The configuration";
  const remedy = "Correct these keys; docs/configuration.md lists them all with their defaults.";
  const merged = { ...withOwnEndpoints(content, input.environment), ...fromEnvironment(input.environment), ...input.overrides };
  const parsed = configurationSchema.safeParse(merged);
  if (!parsed.success) throw new ConfigurationError(where, parsed.error.issues.map(describeIssue), remedy, parsed.error);
  const books = parsed.data.addressBooks.map((file) => readAddressBook(path.resolve(path.dirname(name ?? ""), file)));
  const vaultNames = vaultsOf(parsed.data).map(({ name }) => name);
  const problems = [
    ...bookProblems(books),
    ...vaultProblems(parsed.data, chainsWith(books)),
    ...routeProblems(parsed.data.alerts, vaultNames),
    ...reportProblems(parsed.data.reports, parsed.data.alerts),
  ];
  if (problems.length > 0) throw new ConfigurationError(where, problems, remedy);
  useAddressBooks(books);
  return parsed.data;
}

function bookProblems(books: readonly AddressBook[]): readonly string[] {
  return books.flatMap(({ chainId }, index) => {
    const first = books.findIndex((other) => other.chainId === chainId);
    return first === index ? [] : [`"addressBooks.${index}": addressBooks.${first} is of chain ${chainId}, too`];
  });
}

/** The endpoints of single vaults from the environment, since URLs hold keys. */
function withOwnEndpoints(content: Record<string, unknown>, environment: ConfigurationInput["environment"]): Record<string, unknown> {
  if (!Array.isArray(content.vaults)) return content;
  const vaults = content.vaults.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("name" in entry) || typeof entry.name !== "string") return entry;
    const urls = environment[`KEEPER_RPC_URL${environmentSuffix(entry.name)}`];
    return urls ? { ...entry, rpcUrls: listOf(urls) } : entry;
  });
  return { ...content, vaults };
}

function listOf(urls: string): readonly string[] {
  return urls.split(",").map((url) => url.trim());
}

function readFile(file: string | null): { name: string | null; content: Record<string, unknown> } {
  const name = file ?? (existsSync(DEFAULT_CONFIGURATION_FILE) ? DEFAULT_CONFIGURATION_FILE : null);
  if (name === null) return { name, content: {} };
  let text: string;
  try {
    text = readFileSync(name, "utf8");
  } catch (error) {
    throw new ConfigurationError(name, ["the file cannot be read"], `Check that ${path.resolve(name)} exists and is readable.`, error);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      name,
      [`it is not valid JSON (${reason})`],
      "Correct the file; yield-keeper.example.json is a valid one.",
      error,
    );
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new ConfigurationError(name, ["it must hold one JSON object"], "See yield-keeper.example.json.");
  }
  return { name, content: content as Record<string, unknown> };
}

/** The environment variables that set a key; `.env.example` explains them. */
function fromEnvironment(environment: ConfigurationInput["environment"]): Record<string, unknown> {
  const { MAINNET_RPC_URL, ARCHIVE_RPC_URL, DATABASE_URL, KEEPER_VAULT, KEEPER_DATA_FOLDER } = environment;
  return {
    ...(MAINNET_RPC_URL ? { rpcUrls: listOf(MAINNET_RPC_URL) } : {}),
    ...(ARCHIVE_RPC_URL ? { archiveRpcUrls: listOf(ARCHIVE_RPC_URL) } : {}),
    ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : {}),
    ...(KEEPER_VAULT ? { vault: KEEPER_VAULT } : {}),
    ...(KEEPER_DATA_FOLDER ? { dataFolder: KEEPER_DATA_FOLDER } : {}),
  };
}
