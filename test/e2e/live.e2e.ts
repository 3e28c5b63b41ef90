import { expect } from "chai";
import type { Page } from "playwright-core";
import { settled } from "../../scripts/browser/watchedPage.ts";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";

const LOOK = { width: 1280, scheme: "light" } as const;

/** Waits until the page's stream is open, and records from then on when the page is loaded again. */
async function followed(page: Page): Promise<readonly string[]> {
  await settled(page);
  await page.getByText("Live", { exact: true }).waitFor();
  const loads: string[] = [];
  page.on("framenavigated", (frame) => loads.push(frame.url()));
  return loads;
}

describe("a page that is left open", () => {
  it("shows the next decision without being loaded again", async function () {
    const { apiUrl, advance } = await sharedStory();
    await visit(this, { url: apiUrl, look: LOOK }, async (page) => {
      const loads = await followed(page);
      const { decision } = await advance();
      await page
        .locator(`main time[datetime="${new Date(decision.blockTimeSeconds * 1000).toISOString()}"]`)
        .first()
        .waitFor();
      expect(loads).to.deep.equal([]);
    });
  });

  it("shows that the vault was closed, and that it is open again", async function () {
    const { apiUrl, advance, trip, reset } = await sharedStory();
    await visit(this, { url: apiUrl, look: LOOK }, async (page) => {
      const loads = await followed(page);
      const contract = page.locator('section[aria-label="State"] dl > div', { has: page.locator("dt", { hasText: /^Contract$/ }) });
      await contract.getByText("Normal").waitFor();
      await trip();
      await advance();
      await contract.getByText(/reduce.only/i).waitFor();
      await reset();
      await advance();
      await contract.getByText("Normal").waitFor();
      expect(loads).to.deep.equal([]);
    });
  });
});
