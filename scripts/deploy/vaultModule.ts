import { type ArgumentType, buildModule, type Future, type IgnitionModule } from "@nomicfoundation/ignition-core";
import { id } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { LIMIT_NAMES, limitValues } from "../../bot/core/vaultLimits.ts";
import { adapterBlueprint } from "./adapters.ts";
import { artifactOf, vaultAbi } from "./artifacts.ts";
import { breakerMonitorArguments } from "./breakerMonitor.ts";
import { rewardSellerArguments } from "./rewardSeller.ts";
import type { VaultSpecification } from "./specification.ts";
import { systemModule } from "./systemModule.ts";

/** The parts of a vault's module by the names its record uses; adapters by their market. */
export const MONITOR_PART = "BreakerMonitor";
export const SELLER_PART = "RewardSeller";
export const CREATION_PART = "create_vault";
export const adapterPart = (marketId: string) => `adapter_${identifier(marketId)}`;

/**
 * Everything that brings a vault to its specification, as one Ignition module: it can be broken off anywhere and continued, and running it again
 * sends nothing. The vault is born without a timelock, so that setting it up takes no waiting, and gets the specified one before the
 * deployer gives up its roles.
 */
export function vaultModule(specification: VaultSpecification, deployer: Address): IgnitionModule {
  return buildModule(moduleName(specification), (m) => {
    const { factory } = m.useModule(systemModule());
    const creation = m.call(factory, "createVault", [birthParameters(specification, deployer), vaultSalt(specification.symbol)], {
      id: CREATION_PART,
    });
    const address = m.readEventArgument(creation, "VaultCreated", "vault");
    const vault = m.contractAt("YieldVault", { ...artifactOf("YieldVault"), abi: [...vaultAbi()] }, address);
    // Constructors take futures where they will take addresses.
    const atVault = address as unknown as Address;

    let last: Future = creation;
    const call = (name: string, args: ArgumentType[], step: string) => {
      last = m.call(vault, name, args, { id: step, after: [last] });
    };

    const { rewardSeller, monitor } = specification;
    const seller =
      rewardSeller === null
        ? null
        : m.contract(SELLER_PART, artifactOf("RewardSeller"), rewardSellerArguments(atVault, rewardSeller) as ArgumentType[]);
    for (const { market, absoluteCap, relativeCapBps } of specification.adapters) {
      const { source, constructorArguments } = adapterBlueprint(atVault, market, (seller as unknown as Address | null) ?? undefined);
      const artifact = artifactOf(source);
      const part = adapterPart(market.id);
      const adapter = m.contract(artifact.contractName, artifact, constructorArguments as ArgumentType[], { id: part });
      call("addAdapter", [adapter, absoluteCap, relativeCapBps], `add_${part}`);
    }
    for (const { name, absoluteCap, relativeCapBps } of specification.risks) {
      call("setRiskCaps", [id(name), absoluteCap, relativeCapBps], `set_caps_of_${identifier(name)}`);
    }
    if (monitor !== null) {
      const deployed = m.contract(MONITOR_PART, artifactOf("BreakerMonitor"), breakerMonitorArguments(monitor) as ArgumentType[]);
      call("setBreakerMonitor", [deployed], "set_monitor");
    }

    const handedOver = (["owner", "curator"] as const).filter((role) => specification.roles[role] !== deployer);
    for (const role of handedOver) call("grantRole", [ROLE_IDS[role], specification.roles[role]], `make_${role}`);
    const { timelockHours } = specification.limits;
    if (timelockHours > 0) call("setLimit", [LIMIT_NAMES.indexOf("timelockHours"), timelockHours], "set_timelock");
    // The owner's role last: it is the one that could take the others back.
    for (const role of handedOver.toReversed()) call("renounceRole", [ROLE_IDS[role], deployer], `give_up_${role}`);
    return { vault };
  });
}

/** What the vault's constructor is given, apart from `VaultSettings`. */
export function birthParameters(specification: VaultSpecification, deployer: Address) {
  return {
    asset: specification.asset.address,
    name: specification.name,
    symbol: specification.symbol,
    owner: deployer,
    curator: deployer,
    keeper: specification.roles.keeper,
    guardian: specification.roles.guardian,
    limits: [...limitValues({ ...specification.limits, timelockHours: 0 })],
  };
}

export function moduleName({ symbol }: VaultSpecification): string {
  return `Vault_${identifier(symbol)}`;
}

/** Vaults that one deployer makes for the same asset differ by their symbols, which are in the parameters: no other salt is needed. */
export function vaultSalt(symbol: string): string {
  return id(symbol);
}

/** Ignition's names are made of letters, digits and underscores. */
function identifier(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "_");
}

/** OpenZeppelin's default admin is zero. */
const ROLE_IDS = { owner: `0x${"0".repeat(64)}`, curator: id("CURATOR_ROLE") } as const;
