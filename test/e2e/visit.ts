import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { type Look, openPage, type WatchedPage } from "../../scripts/browser/watchedPage.ts";
import { PROJECT_ROOT } from "../../scripts/local-mainnet/projectRoot.ts";
import { sharedBrowser } from "./shared.ts";
import type { TestWallet } from "./wallet/testWallet.ts";

const RESULTS = path.join(PROJECT_ROOT, "test-results");

export interface Visit {
  readonly url: string;
  readonly look: Look;
  readonly wallet?: TestWallet;
}

/** Looks at a page; whatever goes wrong in it meanwhile fails the test, and how it looked at the end is left in test-results/. */
export async function visit(
  { test }: Mocha.Context,
  { url, look, wallet }: Visit,
  work: (page: Page, watched: Pick<WatchedPage, "allow">) => Promise<void>,
): Promise<void> {
  const watched = await openPage(await sharedBrowser(), look);
  try {
    await wallet?.install(watched.page);
    await watched.page.goto(url);
    await work(watched.page, watched);
    expect(watched.troubles(), "what went wrong in the page").to.deep.equal([]);
  } finally {
    mkdirSync(RESULTS, { recursive: true });
    const name = `${test?.fullTitle() ?? "page"} ${look.width} ${look.scheme}`.replaceAll(/[^a-zA-Z0-9]+/g, "-");
    await watched.page.screenshot({ path: path.join(RESULTS, `${name}.png`) }).catch(() => undefined);
    await watched.close();
  }
}
