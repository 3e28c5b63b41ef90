import type { AddressBook } from "../../bot/config/addressBook.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";
import type { Market } from "../../bot/core/market.ts";
import type { VaultSpecification } from "./deployVault.ts";

export interface SpecificationInput {
  readonly addressBook: AddressBook;
  /** Those of another asset are passed over. */
  readonly markets: readonly Market[];
  readonly assetSymbol: string;
  readonly roles: VaultSpecification["roles"];
  readonly idleFloorBps: number;
  readonly maxRebalanceLossBps: number;
  /** For each adapter. */
  readonly absoluteCapTokens: number;
  readonly relativeCapBps: number;
}

const DAY_SECONDS = 86_400;

/** A vault over all of the markets that take the asset, with the same caps for each. */
export function vaultSpecification(input: SpecificationInput): VaultSpecification {
  const { addressBook, assetSymbol } = input;
  const asset = addressBook.tokens[assetSymbol];
  if (asset === undefined) {
    throw new MissingSettingError(
      `The token ${assetSymbol} is not in the address book of ${addressBook.name}`,
      `Choose of ${Object.keys(addressBook.tokens).join(", ")}.`,
    );
  }
  const markets = input.markets.filter((market) => market.asset.address === asset.address);
  if (markets.length === 0) throw new MissingSettingError(`No configured market takes ${assetSymbol}`, "Add one to `markets`.");
  const absoluteCap = BigInt(input.absoluteCapTokens) * 10n ** BigInt(asset.decimals);
  return {
    chainId: addressBook.chainId,
    asset,
    name: `Yield Keeper ${assetSymbol}`,
    symbol: `yk${assetSymbol}`,
    roles: input.roles,
    ownerDelaySeconds: DAY_SECONDS,
    idleFloorBps: input.idleFloorBps,
    maxRebalanceLossBps: input.maxRebalanceLossBps,
    adapters: markets.map((market) => ({ market, absoluteCap, relativeCapBps: input.relativeCapBps })),
  };
}
