import { expect } from "chai";
import { expectAccessible, expectNoSidewaysScroll } from "./checks.ts";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";

describe("the API's docs in a browser", () => {
  for (const look of [
    { width: 1280, scheme: "light" },
    { width: 390, scheme: "dark" },
  ] as const) {
    it(`name every path, ${look.scheme} and ${look.width} px wide`, async function () {
      const { apiUrl } = await sharedStory();
      const { paths } = (await (await fetch(`${apiUrl}/v1/openapi.json`)).json()) as { paths: object };
      await visit(this, { url: `${apiUrl}/docs`, look }, async (page) => {
        expect(await page.locator("h1").textContent()).to.match(/^yield-keeper/);
        const text = await page.locator("body").innerText();
        for (const path of Object.keys(paths)) expect(text).to.include(path);
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      });
    });
  }
});
