import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../browser/chromium.ts";
import { type DashboardPage, dashboardPages, type PageName } from "../browser/dashboardPages.ts";
import { type Look, openPage, settled } from "../browser/watchedPage.ts";
import { startStory } from "../demo/story.ts";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";
import { withPalette } from "./palette.ts";
import { decodePng, encodePng } from "./png.ts";

/**
 * `npm run screenshots`: pictures of every page of the dashboard over the demo's story, into docs/screenshots/ or the folder that is named. A page
 * in which something goes wrong ends it.
 */
const FOLDER = path.resolve(process.argv[2] ?? path.join(PROJECT_ROOT, "docs", "screenshots"));

/** As long as the demo. */
const TICKS = 48;

/** Also as a telephone shows them. */
const NARROW: readonly PageName[] = ["overview", "markets", "decision", "alerts", "deposit"];

/** Charts draw themselves a moment after their numbers have come. */
const REST_MILLISECONDS = 300;

async function picture(browser: Browser, apiUrl: string, { name, path: at }: DashboardPage, look: Look): Promise<Buffer> {
  const { page, troubles, close } = await openPage(browser, look);
  try {
    await page.goto(`${apiUrl}${at}`);
    await settled(page);
    await page.waitForTimeout(REST_MILLISECONDS);
    const png = await page.screenshot({ fullPage: true, animations: "disabled" });
    if (troubles().length > 0) throw new Error(`the page ${name} failed: ${troubles().join("; ")}`);
    return encodePng(withPalette(decodePng(png)));
  } finally {
    await close();
  }
}

async function main(): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`Living ${TICKS} ticks of the demo …`);
  const failures: Error[] = [];
  const story = await startStory({ ticks: TICKS, onFailure: (error) => failures.push(error) });
  try {
    const browser = await launchChromium();
    try {
      const pictures = new Map<string, Buffer>();
      for (const shown of await dashboardPages(story.apiUrl)) {
        const looks: readonly Look[] = [
          { width: 1280, scheme: "light" },
          { width: 1280, scheme: "dark" },
          ...(NARROW.includes(shown.name) ? [{ width: 390, scheme: "light" } as const] : []),
        ];
        for (const look of looks) {
          const file = `${shown.name}-${look.width === 390 ? "narrow" : look.scheme}.png`;
          pictures.set(file, await picture(browser, story.apiUrl, shown, look));
          say(`${file} ${((pictures.get(file)?.length ?? 0) / 1000).toFixed(0)} kB`);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, "the API failed");
      // Only when all are there; and none stays of a page that is gone.
      mkdirSync(FOLDER, { recursive: true });
      for (const old of readdirSync(FOLDER).filter((name) => name.endsWith(".png"))) rmSync(path.join(FOLDER, old));
      for (const [file, png] of pictures) writeFileSync(path.join(FOLDER, file), png);
      say(`${pictures.size} pictures in ${FOLDER}.`);
    } finally {
      await browser.close();
    }
  } finally {
    await story.close();
  }
}

await main();
