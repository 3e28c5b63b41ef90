import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { ConfigurationError } from "./errors.ts";
import { type Configuration, configurationSchema } from "./schema.ts";

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
 * key is read from the environment where it is used.
 *
 * Throws `ConfigurationError` naming every key that is wrong.
 */
export function loadConfiguration(input: ConfigurationInput): Configuration {
  const { name, content } = readFile(input.file);
  const merged = { ...content, ...fromEnvironment(input.environment), ...input.overrides };
  const parsed = configurationSchema.safeParse(merged);
  if (!parsed.success) {
    throw new ConfigurationError(
      name ?? "The configuration",
      parsed.error.issues.map(describeIssue),
      "Correct these keys; docs/configuration.md lists them all with their defaults.",
      parsed.error,
    );
  }
  return parsed.data;
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
    ...(MAINNET_RPC_URL ? { rpcUrls: MAINNET_RPC_URL.split(",").map((url) => url.trim()) } : {}),
    ...(ARCHIVE_RPC_URL ? { archiveRpcUrls: ARCHIVE_RPC_URL.split(",").map((url) => url.trim()) } : {}),
    ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : {}),
    ...(KEEPER_VAULT ? { vault: KEEPER_VAULT } : {}),
    ...(KEEPER_DATA_FOLDER ? { dataFolder: KEEPER_DATA_FOLDER } : {}),
  };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const prefix = key === "" ? "" : `${key}.`;
    return `unknown key ${issue.keys.map((unknown) => `"${prefix}${unknown}"`).join(", ")}`;
  }
  return key === "" ? issue.message : `"${key}": ${issue.message}`;
}
