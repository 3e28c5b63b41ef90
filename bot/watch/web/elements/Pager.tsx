import type { Pages } from "../live/usePages.ts";

/** Newer and older pages of a list; nothing where there is one page only. */
export function Pager({ pages: { number, newer, older } }: { pages: Pick<Pages, "number" | "newer" | "older"> }) {
  if (newer === null && older === null) return null;
  return (
    <nav class="pager" aria-label="Pages of the list">
      <button type="button" disabled={newer === null} onClick={() => newer?.()}>
        Newer
      </button>
      <span class="soft">Page {number}</span>
      <button type="button" disabled={older === null} onClick={() => older?.()}>
        Older
      </button>
    </nav>
  );
}
