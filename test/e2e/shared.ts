import type { Browser } from "playwright-core";
import { launchChromium } from "../../scripts/browser/chromium.ts";
import type { ServedVault } from "../../scripts/demo/servedVault.ts";
import { startStory } from "../../scripts/demo/story.ts";

/** What all files of browser tests share: a browser, and a vault with two days of history. A test that spoils the vault starts one of its own. */
const failures: Error[] = [];
let browser: Promise<Browser> | undefined;
let story: Promise<ServedVault> | undefined;

export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

export function sharedStory(): Promise<ServedVault> {
  story ??= startStory({ onFailure: (error) => failures.push(error) });
  return story;
}

/** After all tests, whatever became of them. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await (await browser)?.close();
    await (await story)?.close();
    if (failures.length > 0) throw new AggregateError(failures, "the API failed beside the tests");
  },
};
