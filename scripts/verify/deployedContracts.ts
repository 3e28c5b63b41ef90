import type { Address } from "../../bot/core/units.ts";
import { contractInterface } from "../deploy/artifacts.ts";
import type { DeploymentRecord, RecordedContract } from "../deploy/readRecord.ts";

/** A contract of a deployment, by the names a person knows it under. */
export interface DeployedContract {
  /** "AaveV3Adapter of 1:aave-v3:usdc" */
  readonly name: string;
  readonly source: string;
  readonly address: Address;
  /** ABI-encoded, with 0x; null if the compiled constructor does not take the recorded ones. */
  readonly constructorArguments: string | null;
  readonly transactionHash: string | null;
}

/** Every contract of a deployment that has sources, in the order it came to be. */
export function deployedContracts(record: DeploymentRecord): readonly DeployedContract[] {
  const { settings, factory, vault, rewardSeller, breakerMonitor, adapters } = record;
  return [
    deployed(settings),
    deployed(factory),
    deployed(vault),
    ...(rewardSeller === null ? [] : [deployed(rewardSeller)]),
    ...adapters.map((adapter) => deployed(adapter, ` of ${adapter.marketId}`)),
    ...(breakerMonitor === null ? [] : [deployed(breakerMonitor)]),
  ];
}

function deployed({ source, address, constructorArguments, transactionHash }: RecordedContract, suffix = ""): DeployedContract {
  const name = `${source.slice(source.lastIndexOf("/") + 1)}${suffix}`;
  return { name, source, address, constructorArguments: encoded(source, constructorArguments), transactionHash };
}

function encoded(source: string, values: readonly unknown[]): string | null {
  const compiled = contractInterface(source);
  try {
    return compiled.encodeDeploy(values);
  } catch {
    return null;
  }
}
