import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect } from "chai";

/** One variable as the compiler places it; the type's name carries the compiler's numbers for structs and contracts. */
interface Variable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

interface Layout {
  readonly storage: readonly Variable[];
  readonly types: Record<string, { readonly label: string; readonly numberOfBytes: string; readonly members?: readonly Variable[] }> | null;
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, { readonly storageLayout: Layout; readonly transientStorageLayout: Layout }>>;
}

interface Compiler {
  compile(input: string, callbacks: { import(file: string): { contents: string } | { error: string } }): string;
}

const root = path.resolve(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);

/** Asks the compiler for the layouts alone, which takes no code generation. */
function layouts(names: readonly string[]): Output["contracts"] {
  const solc = require("solc") as Compiler;
  const read = (file: string) => readFileSync(file.startsWith("@") ? require.resolve(file) : path.join(root, file), "utf8");
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(names.map((name) => [`contracts/${name}.sol`, { content: read(`contracts/${name}.sol`) }])),
    settings: { evmVersion: "cancun", outputSelection: { "*": { "*": ["storageLayout", "transientStorageLayout"] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (file) => ({ contents: read(file) }) })) as Output;
  const errors = (output.errors ?? []).filter((error) => error.severity === "error");
  expect(errors.map((error) => error.formattedMessage)).to.deep.equal([]);
  return output.contracts;
}

/** Where each variable lies and what it is, structs with their members; nothing that depends on the order of compilation. */
function places(layout: Layout): readonly string[] {
  const describe = (variable: Variable): string => {
    const type = layout.types?.[variable.type];
    const members = (type?.members ?? []).map(describe).join(", ");
    return `${variable.slot}+${variable.offset} ${variable.label}: ${type?.label} of ${type?.numberOfBytes} bytes {${members}}`;
  };
  return layout.storage.map(describe);
}

describe("The two halves of a vault's code", () => {
  let vault: { readonly storageLayout: Layout; readonly transientStorageLayout: Layout };
  let settings: typeof vault;

  before(() => {
    const contracts = layouts(["YieldVault", "VaultSettings"]);
    const found = [contracts["contracts/YieldVault.sol"]?.YieldVault, contracts["contracts/VaultSettings.sol"]?.VaultSettings];
    if (found[0] === undefined || found[1] === undefined) throw new Error("The compiler returned no layout.");
    [vault, settings] = [found[0], found[1]];
  });

  it("place every variable of the settings in the same slot, at the same offset, with the same type", () => {
    const shared = places(settings.storageLayout);
    expect(shared.join("\n")).to.include("_roles").and.to.include("_executableAt").and.to.include("_limits").and.to.include("_risks");
    // The vault's own variables, its shares and their names, come after all of them; the settings have none.
    expect(places(vault.storageLayout).slice(0, shared.length)).to.deep.equal(shared);
  });

  it("share one transient lock", () => {
    const lock = places(settings.transientStorageLayout);
    expect(lock).to.deep.equal(["0+0 _locked: bool of 1 bytes {}"]);
    expect(places(vault.transientStorageLayout)).to.deep.equal(lock);
  });

  it("read maps and lists alike: structs have the same members in the same places", () => {
    const structs = (layout: Layout) =>
      Object.values(layout.types ?? {})
        .filter((type) => type.members !== undefined)
        .map((type) => [type.label, places({ storage: type.members ?? [], types: layout.types })]);
    const shared = structs(settings.storageLayout);
    expect(shared.map(([label]) => label)).to.include.members(["struct AdapterState", "struct Risk"]);
    expect(structs(vault.storageLayout)).to.deep.include.members(shared);
  });
});
