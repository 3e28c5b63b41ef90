import { MissingSettingError } from "../config/errors.ts";
import type { MarketId } from "../core/market.ts";
import { marketName } from "../watch/format.ts";

/**
 * The configured market that a person means by its id (1:aave-v3:usdc), or without the chain (aave-v3:usdc).
 * @throws MissingSettingError with the markets that may have been meant.
 */
export function marketNamed(name: string, configured: readonly MarketId[]): MarketId {
  const found = configured.find((id) => id === name || marketName(id) === name);
  if (found !== undefined) return found;
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const likely = configured.filter((id) => words.some((word) => word.length > 2 && id.includes(word)));
  throw new MissingSettingError(
    `The market "${name}" is not among those that are configured`,
    `Choose of ${(likely.length > 0 ? likely : configured).join(", ")}.`,
  );
}
