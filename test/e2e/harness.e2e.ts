import { expect } from "chai";
import type { Page } from "playwright-core";
import { expectAccessible, expectNoSidewaysScroll } from "./checks.ts";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";

const LOOK = { width: 390, scheme: "light" } as const;

/** What a visit says in which this happens; nothing where it finds nothing wrong. */
async function saidOf(context: Mocha.Context, work: (page: Page) => Promise<unknown>, allowed?: RegExp): Promise<string> {
  const { apiUrl } = await sharedStory();
  const visited = visit(context, { url: `${apiUrl}/docs`, look: LOOK }, async (page, { allow }) => {
    if (allowed !== undefined) allow(allowed);
    await work(page);
  });
  return visited.then(
    () => "",
    (error: Error & { actual?: unknown }) => `${error.message} ${JSON.stringify(error.actual)}`,
  );
}

/** Adds an element to the page, with this style and text. */
function added(page: Page, style: Readonly<Record<string, string>>, text: string): Promise<unknown> {
  return page.locator("main").evaluate(
    (main, [wanted, said]) => {
      const element = main.ownerDocument.createElement("p");
      Object.assign(element.style, wanted);
      element.textContent = said;
      main.append(element);
    },
    [style, text] as const,
  );
}

describe("a visit in a browser test", () => {
  it("fails by what the page writes to its console as an error, and by what it does not catch", async function () {
    expect(await saidOf(this, (page) => page.evaluate(() => console.error("no luck")))).to.include("console: no luck");
    const thrown = await saidOf(this, async (page) => {
      const error = page.waitForEvent("pageerror");
      await page.evaluate(() => void Promise.reject(new Error("nobody listens")));
      await error;
    });
    expect(thrown).to.include("uncaught: nobody listens");
  });

  it("fails by requests that fail, unless the test allows for them", async function () {
    const lost = (page: Page) => page.goto(new URL("/v1/nothing-here", page.url()).href);
    expect(await saidOf(this, lost)).to.include("answer 404: GET");
    expect(await saidOf(this, lost, /404/)).to.equal("");
  });

  it("finds what is hard to read and what is too wide", async function () {
    const faint = (page: Page) => added(page, { color: "#ccc", background: "#fff" }, "hard to read");
    expect(await saidOf(this, (page) => faint(page).then(() => expectAccessible(page)))).to.include("color-contrast");
    const wide = (page: Page) => added(page, { width: "400px", border: "1px solid" }, "too wide");
    expect(await saidOf(this, (page) => wide(page).then(() => expectNoSidewaysScroll(page)))).to.include("the width of the page");
  });
});
