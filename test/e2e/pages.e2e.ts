import { expect } from "chai";
import { dashboardPages, PAGE_NAMES } from "../../scripts/browser/dashboardPages.ts";
import { settled } from "../../scripts/browser/watchedPage.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./checks.ts";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";

describe("every page of the dashboard", () => {
  for (const look of [
    { width: 1280, scheme: "light" },
    { width: 1280, scheme: "dark" },
    { width: 390, scheme: "dark" },
  ] as const) {
    describe(`${look.scheme}, ${look.width} px wide`, () => {
      for (const name of PAGE_NAMES) {
        it(`${name} has a heading, fits, hinders nobody and fails in nothing`, async function () {
          const { apiUrl } = await sharedStory();
          const shown = (await dashboardPages(apiUrl)).find((one) => one.name === name);
          if (shown === undefined) this.skip();
          await visit(this, { url: `${apiUrl}${shown.path}`, look }, async (page) => {
            await settled(page);
            expect(await page.locator("h1").allInnerTexts()).to.have.lengthOf(1);
            await expectNoSidewaysScroll(page);
            await expectAccessible(page);
          });
        });
      }
    });
  }

  it("is in the list that tests and pictures go by", async function () {
    const { apiUrl } = await sharedStory();
    const known = (await dashboardPages(apiUrl)).map(({ path }) => path);
    await visit(this, { url: apiUrl, look: { width: 1280, scheme: "light" } }, async (page) => {
      await settled(page);
      const linked = await page.locator("nav a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      expect(linked).to.have.length.above(5);
      expect(known).to.include.members(linked);
    });
  });
});
