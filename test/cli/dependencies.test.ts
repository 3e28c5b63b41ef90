import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { PROJECT_ROOT } from "./support/command.ts";

/** Imports and re-exports of values; those of types alone are gone at run time. */
const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^;'"]*?\sfrom\s+)?["']([^"']+)["']/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** Loaded by nothing but these: commands that compile or deploy contracts, and what builds the dashboard where it can and is not built. */
const WITH_DEVELOPMENT_TOOLS = [
  "bot/cli/deploy.ts",
  "bot/cli/deployerKey.ts",
  "bot/cli/verify.ts",
  "bot/cli/verification.ts",
  "bot/watch/web/build.ts",
];

interface Reached {
  readonly files: ReadonlySet<string>;
  /** Packages, each with a file that imports it. */
  readonly packages: ReadonlyMap<string, string>;
}

function reachedFrom(entry: string): Reached {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const walk = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(path.join(PROJECT_ROOT, file), "utf8");
    const imports = [...text.matchAll(IMPORT), ...(WITH_DEVELOPMENT_TOOLS.includes(file) ? [] : text.matchAll(DYNAMIC_IMPORT))];
    for (const [, specifier = ""] of imports) {
      if (specifier.startsWith(".")) walk(path.join(path.dirname(file), specifier));
      else if (!specifier.startsWith("node:")) packages.set(packageOf(specifier), file);
    }
  };
  walk(entry);
  return { files, packages };
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

describe("cli: a keeper without development dependencies", () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, "package.json"), "utf8"));
  const { files, packages } = reachedFrom("bot/cli/main.ts");

  it("reaches every command that runs a vault", () => {
    for (const command of ["run", "tick", "status", "doctor", "observe", "db", "key"]) expect(files).to.include(`bot/cli/${command}.ts`);
    for (const file of WITH_DEVELOPMENT_TOOLS) expect(existsSync(path.join(PROJECT_ROOT, file)), file).to.equal(true);
  });

  it("reaches packages only that are installed without them", () => {
    const missing = [...packages].filter(([name]) => !(name in dependencies)).map(([name, file]) => `${name} of ${file}`);
    expect(missing).to.deep.equal([]);
    expect([...packages.keys()]).to.include.members(["ethers", "pg", "pino", "prom-client"]);
  });

  it("loads nothing of the project but bot/ and what of scripts/ the image has", () => {
    const others = [...files].filter((file) => !/^((bot|scripts\/deploy|scripts\/verify)\/|package\.json$)/.test(file));
    expect(others).to.deep.equal([]);
  });
});
