import { quantile } from "../../../bot/predict/interval.ts";
import { launchChromium } from "../../browser/chromium.ts";
import { openPage, settled } from "../../browser/watchedPage.ts";
import type { AloneFigures } from "./afterTicks.ts";
import { rounded } from "./closedLoop.ts";

/** How long a browser that was never there takes from the address until the overview shows its figures, one visit after the other. */
export async function measureFirstPage(url: string, visits: number): Promise<AloneFigures> {
  const browser = await launchChromium();
  try {
    const times: number[] = [];
    for (let visit = 0; visit < visits; visit++) {
      const { page, troubles, close } = await openPage(browser, { width: 1280, scheme: "light" });
      const started = performance.now();
      await page.goto(url, { waitUntil: "commit" });
      await settled(page);
      times.push(performance.now() - started);
      if (troubles().length > 0) throw new Error(`the dashboard failed: ${troubles().join("; ")}`);
      await close();
    }
    const sorted = times.toSorted((a, b) => a - b);
    return { p50Ms: rounded(quantile(sorted, 0.5)), worstMs: rounded(quantile(sorted, 1)) };
  } finally {
    await browser.close();
  }
}
