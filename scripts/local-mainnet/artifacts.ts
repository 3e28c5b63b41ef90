import { createRequire } from "node:module";
import { join } from "node:path";
import { AbiCoder, concat, Interface, type InterfaceAbi } from "ethers";
import { createHardhatRuntimeEnvironment, importUserConfig } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "../../bot/core/units.ts";
import { buildBesideOthers } from "./buildBesideOthers.ts";
import { PROJECT_ROOT } from "./projectRoot.ts";

/** The parts of a compiler's output that a deployment needs; the same in Hardhat's and Truffle's files. */
export interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
  readonly linkReferences?: LinkReferences;
}

type LinkReferences = Readonly<Record<string, Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>>>;

const require = createRequire(import.meta.url);

/** A compiler output that a protocol published on npm, by its path there. */
export function genuineArtifact(path: string): Artifact {
  return require(path) as Artifact;
}

/** A stand-in of this folder, compiled by the project's own Hardhat; builds first whatever is missing or stale. */
export async function standInArtifact(name: string): Promise<Artifact> {
  return (await compiledProject()).artifacts.readArtifact(name);
}

let compiled: Promise<HardhatRuntimeEnvironment> | undefined;

/** The project with all its contracts compiled: once a process, and only what is missing or stale. */
export function compiledProject(): Promise<HardhatRuntimeEnvironment> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<HardhatRuntimeEnvironment> {
  const config = join(PROJECT_ROOT, "hardhat.config.ts");
  const hre = await createHardhatRuntimeEnvironment(await importUserConfig(config), { config }, PROJECT_ROOT);
  await buildBesideOthers(() => hre.tasks.getTask("build").run({ quiet: true, noTests: true }));
  return hre;
}

/** Creation code with libraries linked and constructor arguments appended. */
export function creationCode(artifact: Artifact, args: readonly unknown[] = [], libraries: Readonly<Record<string, Address>> = {}): string {
  const constructorInputs = Interface.from(artifact.abi).deploy.inputs;
  return concat([link(artifact, libraries), AbiCoder.defaultAbiCoder().encode(constructorInputs, args)]);
}

function link({ bytecode, linkReferences = {} }: Artifact, libraries: Readonly<Record<string, Address>>): string {
  let linked = bytecode;
  for (const references of Object.values(linkReferences)) {
    for (const [library, places] of Object.entries(references)) {
      const address = libraries[library];
      if (address === undefined) throw new Error(`Library ${library} has no address to link`);
      for (const { start, length } of places) {
        const from = 2 + 2 * start;
        linked = linked.slice(0, from) + address.slice(2).toLowerCase() + linked.slice(from + 2 * length);
      }
    }
  }
  return linked;
}
