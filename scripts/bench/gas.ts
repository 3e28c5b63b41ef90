import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sizeOf } from "./contractSize.ts";
import { type MarketGas, measureMarketGas } from "./marketGas.ts";
import { type CoreGas, measureCoreGas } from "./rebalanceGas.ts";

/**
 * Gas units and bytes. Two runs give the same figures to the unit: both chains begin with the same state, and each block has a set time.
 */
export interface GasFigures extends CoreGas {
  /** What a leg in a real market adds to a rebalance, by protocol. */
  readonly adapters: MarketGas["adapters"];
  /** The vault over three real markets. */
  readonly onMarkets: Pick<MarketGas, "base" | "deposit" | "withdraw">;
  /** Of deployed code; a contract may have 24,576 (EIP-170). */
  readonly bytes: { readonly YieldVault: number; readonly VaultSettings: number };
}

const SNAPSHOT = path.join(import.meta.dirname, "gas.snapshot.json");

export async function measureGas(): Promise<GasFigures> {
  const core = await measureCoreGas();
  const { adapters, ...onMarkets } = await measureMarketGas();
  return { ...core, adapters, onMarkets, bytes: { YieldVault: sizeOf("YieldVault"), VaultSettings: sizeOf("VaultSettings") } };
}

/** The figures that the project states. */
export function gasSnapshot(): GasFigures {
  return JSON.parse(readFileSync(SNAPSHOT, "utf8"));
}

export function updateGasSnapshot(figures: GasFigures): void {
  writeFileSync(SNAPSHOT, `${JSON.stringify(figures, null, 2)}\n`);
}

/** The figures for a person. */
export function gasText({ rebalance, deposit, withdraw, adapters, onMarkets, bytes }: GasFigures): string {
  const n = (value: number) => value.toLocaleString("en-US");
  return [
    "The vault itself, over minimal adapters, half of them left and half entered:",
    ...Object.entries(rebalance).map(([size, gas]) => `  rebalance of ${size.padStart(2)} adapters  ${n(gas)}`),
    `  deposit, withdrawal       ${n(deposit)}, ${n(withdraw)}`,
    "Over three real markets:",
    `  rebalance without legs    ${n(onMarkets.base)}`,
    ...Object.entries(adapters).map(([name, leg]) => `  leg in ${name.padEnd(18)} ${n(leg.allocate)} in, ${n(leg.deallocate)} out`),
    `  deposit, withdrawal       ${n(onMarkets.deposit)}, ${n(onMarkets.withdraw)}`,
    `Bytes of code: ${Object.entries(bytes)
      .map(([name, size]) => `${name} ${n(size)}`)
      .join(", ")}, of 24,576.`,
  ].join("\n");
}
