import { ZeroAddress } from "ethers";
import type { AddressBook } from "../../bot/config/addressBook.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { DEFAULT_LIMITS } from "../../bot/config/vaultDefaults.ts";
import type { Market, Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import type { VaultLimits } from "../../bot/core/vaultLimits.ts";
import type { Risk } from "../../bot/core/vaultState.ts";
import { adapterBlueprint, hasAdapter } from "./adapters.ts";
import { type BreakerMonitorSpecification, breakerMonitorSpecification } from "./breakerMonitor.ts";
import { type RewardSellerSpecification, rewardSellerSpecification } from "./rewardSeller.ts";

/** A vault to be deployed. */
export interface VaultSpecification {
  readonly chainId: number;
  readonly asset: Token;
  readonly name: string;
  readonly symbol: string;
  readonly roles: { readonly owner: Address; readonly curator: Address; readonly keeper: Address; readonly guardian: Address };
  readonly limits: VaultLimits;
  /** In the order of the withdrawal queue. */
  readonly adapters: readonly AdapterSpecification[];
  /** Every risk that one of the adapters has. */
  readonly risks: readonly Risk[];
  /** What sells the markets' rewards; without it they are not claimed. */
  readonly rewardSeller: RewardSellerSpecification | null;
  /** What closes the vault when something outside its books goes wrong. */
  readonly monitor: BreakerMonitorSpecification | null;
}

export interface AdapterSpecification {
  readonly market: Market;
  readonly absoluteCap: bigint;
  readonly relativeCapBps: number;
  /** Names of the risks it shares with others. */
  readonly risks: readonly string[];
}

export interface SpecificationInput {
  readonly addressBook: AddressBook;
  /** Those of another asset, and those that are only watched, are passed over. */
  readonly markets: readonly Market[];
  readonly assetSymbol: string;
  readonly roles: VaultSpecification["roles"];
  /** Those that differ from the defaults. */
  readonly limits?: Partial<VaultLimits>;
  /** For each adapter. */
  readonly absoluteCapTokens: number;
  readonly relativeCapBps: number;
  /** Relative caps of risks by name, where they differ from the adapters'. */
  readonly riskCapsBps?: Readonly<Record<string, number>>;
  /** Where reward tokens go that have no route to the asset; without it nothing claims and sells rewards. */
  readonly sweepRecipient?: Address | null;
  /** Whether a breaker monitor watches the vault. */
  readonly monitored?: boolean;
  /** The share token's symbol: tells vaults of one deployer apart. */
  readonly symbol?: string;
}

const ALL_BPS = 10_000;
const HOUR_SECONDS = 3_600;

/**
 * A vault over all of the markets that take the asset and have an adapter, with the same caps for each. A risk may hold, together, what one adapter may in
 * proportion, and what its adapters may together in tokens; the issuer of the asset itself is a risk nobody in the vault escapes, so
 * that it may hold everything.
 */
export function vaultSpecification(input: SpecificationInput): VaultSpecification {
  const { addressBook, assetSymbol, relativeCapBps, riskCapsBps = {}, sweepRecipient = null, monitored = true } = input;
  const asset = addressBook.tokens[assetSymbol];
  if (asset === undefined) {
    throw new MissingSettingError(
      `The token ${assetSymbol} is not in the address book of ${addressBook.name}`,
      `Choose of ${Object.keys(addressBook.tokens).join(", ")}.`,
    );
  }
  const markets = input.markets.filter((market) => market.asset.address === asset.address && hasAdapter(market));
  if (markets.length === 0) {
    throw new MissingSettingError(`No configured market takes ${assetSymbol} and has an adapter`, "Add one to `markets`.");
  }
  const absoluteCap = BigInt(input.absoluteCapTokens) * 10n ** BigInt(asset.decimals);
  const adapters = markets.map((market) => ({
    market,
    absoluteCap,
    relativeCapBps,
    risks: adapterBlueprint(ZeroAddress, market).risks,
  }));
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const names = [...new Set(adapters.flatMap((adapter) => adapter.risks))];
  const unknown = Object.keys(riskCapsBps).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new MissingSettingError(`No adapter has the risk ${unknown}`, `Choose of ${names.join(", ")}.`);
  return {
    chainId: addressBook.chainId,
    asset,
    name: `Yield Keeper ${assetSymbol}`,
    symbol: input.symbol ?? `yk${assetSymbol}`,
    roles: input.roles,
    limits,
    rewardSeller:
      sweepRecipient === null
        ? null
        : rewardSellerSpecification(addressBook, asset, { sweepRecipient, timelockSeconds: limits.timelockHours * HOUR_SECONDS }),
    monitor: monitored ? breakerMonitorSpecification(addressBook, asset) : null,
    adapters,
    risks: names.map((name) => ({
      name,
      absoluteCap: absoluteCap * BigInt(adapters.filter((adapter) => adapter.risks.includes(name)).length),
      relativeCapBps: riskCapsBps[name] ?? (name === `issuer:${assetSymbol.toLowerCase()}` ? ALL_BPS : relativeCapBps),
    })),
  };
}
