import type { Browser, Page } from "playwright-core";

/** How a page is looked at. */
export interface Look {
  readonly width: 1280 | 390;
  readonly scheme: "dark" | "light";
  /** Whether the person asks for little movement; asked for unless said otherwise, so that pictures are of pages at rest. */
  readonly moves?: boolean;
}

const HEIGHT: Readonly<Record<Look["width"], number>> = { 1280: 800, 390: 844 };

/** A page of which is known what goes wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of its scripts and its console, and requests that failed, as far as they are not allowed for. */
  troubles(): readonly string[];
  /** Trouble of this kind belongs to what is shown from now on. */
  allow(trouble: RegExp): void;
  close(): Promise<void>;
}

/** Opens an empty page in a context of its own. Times are UTC, so that pages say the same on every machine. */
export async function openPage(browser: Browser, { width, scheme, moves = false }: Look): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT[width] },
    colorScheme: scheme,
    reducedMotion: moves ? "no-preference" : "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
    hasTouch: width === 390,
  });
  const page = await context.newPage();
  const found: string[] = [];
  const allowed: RegExp[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") found.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => found.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "failed";
    // Whoever leaves a page ends its stream and what it was still asking for.
    if (why !== "net::ERR_ABORTED") found.push(`request: ${request.method()} ${request.url()}: ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) found.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  return {
    page,
    troubles: () => found.filter((trouble) => !allowed.some((pattern) => pattern.test(trouble))),
    allow: (trouble) => {
      allowed.push(trouble);
    },
    close: () => context.close(),
  };
}

/** Waits until a page of the dashboard shows what it has asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.locator(".loading").first().waitFor({ state: "detached" });
}
