import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";

const root = path.resolve(import.meta.dirname, "../..");
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

const ROOMS = [
  "core",
  "config",
  "chain",
  "observe",
  "store",
  "collect",
  "boosting",
  "predict",
  "risk",
  "decide",
  "backtest",
  "execute",
  "watch",
  "keeper.ts",
  "daemon",
  "cli",
];

/** Rule names that Biome reports as errors, by file relative to `folder`. */
function lintErrors(folder: string, target: string): { readonly status: number | null; readonly errors: ReadonlyMap<string, string[]> } {
  const run = spawnSync(process.execPath, [biome, "lint", "--reporter=github", "--max-diagnostics=none", target], {
    cwd: folder,
    encoding: "utf8",
  });
  const errors = new Map<string, string[]>();
  for (const [, rule = "", file = ""] of run.stdout.matchAll(/^::error title=([^,]+),file=([^,]+),/gm)) {
    const relative = path.relative(folder, path.resolve(folder, file));
    errors.set(relative, [...(errors.get(relative) ?? []), rule]);
  }
  return { status: run.status, errors };
}

/** A tree of the project's shape with its lint rules, holding only these files. */
function lintTree(files: Readonly<Record<string, string>>): ReturnType<typeof lintErrors> {
  const folder = mkdtempSync(path.join(tmpdir(), "rooms-"));
  try {
    copyFileSync(path.join(root, "biome.json"), path.join(folder, "biome.json"));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return lintErrors(folder, "bot");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function importing(specifier: string): string {
  return `import { thing } from "${specifier}";\nexport const used = thing;\n`;
}

/** The file of a room that probes another, and how it names the other. */
function probe(room: string, other: string): { readonly file: string; readonly specifier: string } {
  const target = other === "keeper.ts" ? other : `${other}/thing.ts`;
  if (room === "keeper.ts") return { file: "bot/keeper.ts", specifier: `./${target}` };
  return { file: `bot/${room}/from-${other.replace(".ts", "")}.ts`, specifier: `../${target}` };
}

describe("lint: the order of the rooms", () => {
  it("lets a room import earlier rooms and no later one", () => {
    const pairs = ROOMS.flatMap((room) => ROOMS.filter((other) => other !== room).map((other) => ({ room, other, ...probe(room, other) })));
    const files: Record<string, string> = {};
    for (const { room, file, specifier } of pairs) if (room !== "keeper.ts") files[file] = importing(specifier);
    const { errors } = lintTree(files);
    for (const { room, other, file } of pairs.filter((pair) => pair.room !== "keeper.ts")) {
      const isLater = ROOMS.indexOf(other) > ROOMS.indexOf(room);
      const isForbidden = isLater || (room === "decide" && other !== "core");
      expect(errors.get(file) ?? [], file).deep.equal(isForbidden ? ["lint/style/noRestrictedImports"] : []);
    }
  });

  it("lets the keeper import every room but the commands", () => {
    expect(lintTree({ "bot/keeper.ts": importing("./execute/thing.ts") }).errors.size).equal(0);
    expect(lintTree({ "bot/keeper.ts": importing("./cli/thing.ts") }).errors.size).equal(1);
  });

  it("sees through folders inside a room, types, re-exports and imports at run time", () => {
    const { errors } = lintTree({
      "bot/observe/sources/deep.ts": importing("../../execute/thing.ts"),
      "bot/observe/sources/near.ts": importing("../quality.ts"),
      "bot/store/type.ts": `import type { Thing } from "../decide/thing.ts";\nexport type Used = Thing;\n`,
      "bot/store/reexport.ts": `export { thing } from "../watch/thing.ts";\n`,
      "bot/store/dynamic.ts": `export const thing = import("../cli/thing.ts");\n`,
    });
    expect([...errors.keys()].sort()).deep.equal([
      "bot/observe/sources/deep.ts",
      "bot/store/dynamic.ts",
      "bot/store/reexport.ts",
      "bot/store/type.ts",
    ]);
  });
});

describe("lint: the purity of core and decide", () => {
  const FORBIDDEN: Readonly<Record<string, string>> = {
    now: "Date.now()",
    date: "new Date()",
    performance: "performance.now()",
    timer: "setTimeout(() => {}, 1)",
    environment: "process.env.HOME",
    global: "globalThis.Date",
    fetch: 'fetch("http://localhost")',
    console: 'console.log("x")',
    crypto: "crypto.randomUUID()",
    random: "Math.random()",
    "random-quoted": 'Math["random"]()',
    locale: "(1234).toLocaleString()",
    collation: '"a".localeCompare("b")',
    format: "new Intl.NumberFormat()",
  };
  const PACKAGES = ["node:fs", "node:crypto", "fs", "pg", "ethers", "kysely", "zod"];

  for (const room of ["core", "decide", "decide/strategies"]) {
    it(`forbids clock, environment, randomness, locale, input and output in bot/${room}`, () => {
      const files = Object.entries(FORBIDDEN).map(([name, expression]) => [
        `bot/${room}/${name}.ts`,
        `export const value = ${expression};\n`,
      ]);
      const { errors } = lintTree(Object.fromEntries(files));
      for (const [file = ""] of files) {
        const purity = (errors.get(file) ?? []).filter((rule) => /noRestrictedGlobals|noJsRestrictedProperties/.test(rule));
        expect(purity.length, file).above(0);
      }
    });

    it(`forbids packages and Node modules in bot/${room}`, () => {
      const files = PACKAGES.map((name) => [`bot/${room}/${name.replace(":", "-")}.ts`, importing(name)]);
      const { errors } = lintTree(Object.fromEntries(files));
      for (const [file = ""] of files) expect(errors.get(file), file).include("lint/style/noRestrictedImports");
    });
  }

  it("leaves other rooms their clock and packages, and pure rooms their arithmetic", () => {
    const { errors } = lintTree({
      "bot/store/clock.ts": `import { Pool } from "pg";\nexport const value = [Pool, Date.now(), Math.random()];\n`,
      "bot/decide/arithmetic.ts": `import { toFloat } from "../core/units.ts";\nexport const value = [toFloat, Math.max(1, 2)];\n`,
    });
    expect([...errors.entries()]).deep.equal([]);
  });
});

describe("lint: this project", () => {
  it("passes its own rules", () => {
    const { status, errors } = lintErrors(root, "bot");
    expect([...errors.entries()]).deep.equal([]);
    expect(status).equal(0);
  });
});
