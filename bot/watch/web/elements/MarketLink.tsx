import { marketName } from "../format/names.ts";
import { useHref } from "../shell/vault.ts";

/** A market by its readable name, leading to its page. */
export function MarketLink({ marketId }: { marketId: string }) {
  const href = useHref();
  return (
    <a class="nowrap" href={href(`/markets/${encodeURIComponent(marketId)}`)}>
      {marketName(marketId)}
    </a>
  );
}
