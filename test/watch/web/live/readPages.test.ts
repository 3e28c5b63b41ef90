import { expect } from "chai";
import { readPages } from "../../../../bot/watch/web/live/readPages.ts";

/** A list of the numbers below `length`, three a page. */
function pagesOf(length: number) {
  const asked: (string | undefined)[] = [];
  const ask = async ({ cursor }: { readonly cursor?: string }) => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(3, length - from) }, (_, place) => from + place);
    return { data: { items, nextCursor: from + 3 < length ? String(from + 3) : null } };
  };
  return { ask, asked };
}

describe("a list read page after page", () => {
  it("has all of it, in its order", async () => {
    const { ask, asked } = pagesOf(7);
    expect(await readPages(ask, 10)).to.deep.equal({ data: { items: [0, 1, 2, 3, 4, 5, 6], isWhole: true } });
    expect(asked).to.deep.equal([undefined, "3", "6"]);
  });

  it("goes no further than it may, and says that there is more", async () => {
    const { ask } = pagesOf(7);
    expect(await readPages(ask, 2)).to.deep.equal({ data: { items: [0, 1, 2, 3, 4, 5], isWhole: false } });
  });

  it("fails where a page does", async () => {
    const error = { error: { name: "Broken", message: "It broke", remedy: "Mend it" } };
    const answer = await readPages(async ({ cursor }) => (cursor === undefined ? { data: { items: [1], nextCursor: "1" } } : { error }), 9);
    expect(answer).to.deep.equal({ error });
  });
});
