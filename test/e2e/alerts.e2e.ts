import { expect } from "chai";
import type { Page } from "playwright-core";
import { settled } from "../../scripts/browser/watchedPage.ts";
import type { ServedVault } from "../../scripts/demo/servedVault.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./checks.ts";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";

const DESK = { width: 1280, scheme: "light" } as const;
const PHONE = { width: 390, scheme: "dark" } as const;

/** The API looks for news every second and a half. */
const NEWS = { timeout: 20_000 };

async function giveToken(page: Page, name: string, token: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Operator’s token").fill(token);
  await page.getByRole("button", { name: "Use this token" }).click();
}

/** An action has been done when its question is gone. */
async function confirm(page: Page, button: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

let isTripped = false;

/** The guardian trips the breaker, and the keeper sees it. */
async function raiseAlert({ trip, advance }: ServedVault): Promise<void> {
  await trip();
  isTripped = true;
  await advance();
}

/** Lets time pass until what was raised before is over: the breaker's alert clears after three ticks of an open vault. */
async function untilAllIsWell({ apiUrl, advance }: ServedVault): Promise<void> {
  for (let tick = 0; tick < 4; tick++) {
    const { items } = (await (await fetch(`${apiUrl}/v1/alerts?rule=breaker-tripped`)).json()) as { readonly items: readonly unknown[] };
    if (items.length === 0) return;
    await advance();
  }
}

/** Whatever became of a test, others find the vault open and its keeper at work. */
async function asBefore({ apiUrl, token, reset, advance }: ServedVault): Promise<void> {
  const { items } = (await (await fetch(`${apiUrl}/v1/vaults`)).json()) as { readonly items: readonly { readonly id: string }[] };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ by: "test" });
  for (const { id } of items) {
    // Refused where there is nothing to undo.
    for (const undo of ["resume", "derisk/lift"]) {
      await fetch(`${apiUrl}/v1/vaults/${encodeURIComponent(id)}/${undo}`, { method: "POST", headers, body });
    }
  }
  if (!isTripped) return;
  isTripped = false;
  await reset();
  await advance();
}

describe("an operator at the dashboard", () => {
  afterEach(async () => asBefore(await sharedStory()));

  it("pauses the keeper and has it act again, and the overview shows it", async function () {
    const { apiUrl, token } = await sharedStory();
    await visit(this, { url: apiUrl, look: DESK }, async (page) => {
      await settled(page);
      const state = page.getByRole("region", { name: "State" });
      await page.getByText("Operate…").click();
      await page.getByRole("button", { name: "Pause…" }).click();
      await giveToken(page, "Anna", token);
      await page.getByText("not even to get out of danger").waitFor();
      await expectAccessible(page);
      await page.getByLabel(/^Why/).fill("Looking into the oracle");
      await confirm(page, "Pause the keeper");
      await state.getByText("Paused", { exact: true }).waitFor(NEWS);
      expect(await state.innerText()).to.include("by Anna: nothing is sent");
      await page.getByRole("cell", { name: "Looking into the oracle" }).waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Resume…" }).click();
      await confirm(page, "Resume");
      await state.getByText("Paused", { exact: true }).waitFor({ state: "detached", ...NEWS });
      await page.getByText("No order holds").waitFor();
    });
  });

  it("has one market left, and all of them, and lifts that", async function () {
    const { apiUrl, token } = await sharedStory();
    await visit(this, { url: apiUrl, look: PHONE }, async (page) => {
      await settled(page);
      await page.getByText("Operate…").click();
      await page.getByRole("button", { name: "Enter it" }).click();
      await giveToken(page, "Anna", token);
      // Paused meanwhile, so that the orders stay words and other tests find the money where it was.
      await page.getByRole("button", { name: "Pause…" }).click();
      await confirm(page, "Pause the keeper");
      await page.getByLabel("One market").selectOption("1:compound-v3:usdc");
      await page.getByRole("button", { name: "Leave it…" }).click();
      await page.getByText("nothing is taken out before somebody resumes").waitFor();
      await confirm(page, "Leave compound-v3:usdc");
      await page.getByText("compound-v3:usdc is being left").waitFor();
      await page.getByRole("button", { name: "Leave every market…" }).click();
      await confirm(page, "Leave every market");
      await page.getByText("Every market is being left").waitFor();
      await expectNoSidewaysScroll(page);
      await page.getByRole("button", { name: "Lift all orders to leave…" }).click();
      await confirm(page, "Lift them");
      await page.getByRole("button", { name: "Resume…" }).click();
      await confirm(page, "Resume");
      await page.getByText("No order holds").waitFor();
      await page.getByRole("button", { name: "Forget the token" }).click();
      await page.getByRole("button", { name: "Enter it" }).waitFor();
    });
  });

  it("sees an alert as it is raised, and takes it on with the token", async function () {
    const story = await sharedStory();
    const { apiUrl, token } = story;
    await untilAllIsWell(story);
    await visit(this, { url: `${apiUrl}/alerts`, look: DESK }, async (page, { allow }) => {
      await settled(page);
      const raised = page.getByRole("listitem").filter({ hasText: "The vault is reduce-only" });
      expect(await raised.count(), "of those open before").to.equal(0);
      await raiseAlert(story);
      await raised.waitFor(NEWS);
      expect(await raised.innerText()).to.match(/Critical\s+Firing/);
      await raised.getByRole("link").click();

      await page.getByRole("button", { name: "Acknowledge…" }).click();
      await expectAccessible(page);
      allow(/401/);
      await giveToken(page, "Anna", "x".repeat(32));
      await page.getByLabel(/^Why/).fill("I look into it");
      await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
      await page.getByText("The keeper does not take this token.").waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Enter another token" }).click();
      await giveToken(page, "Anna", token);
      await page.getByLabel(/^Why/).fill("I look into it");
      await confirm(page, "Acknowledge");

      await page.getByText("Acknowledged by Anna: “I look into it”").waitFor();
      expect(await page.getByRole("button", { name: "Acknowledge…" }).count()).to.equal(0);
      await page.getByRole("link", { name: "All alerts" }).click();
      await raised.waitFor();
      expect(await raised.innerText()).to.match(/Critical\s+Acknowledged.*taken on by Anna/s);
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage })), "what outlives the tab").to.not.include(token);
    });
  });

  it("keeps an alert quiet for a while, by the keeper’s clock, and ends that", async function () {
    const story = await sharedStory();
    const { apiUrl, token } = story;
    await raiseAlert(story);
    await visit(this, { url: `${apiUrl}/alerts`, look: PHONE }, async (page) => {
      await page.getByRole("link", { name: "The vault is reduce-only" }).click();
      await page.getByRole("button", { name: "Silence…" }).click();
      await giveToken(page, "Anna", token);
      await expectAccessible(page);
      await confirm(page, "Silence");
      await page.getByText("Silenced", { exact: true }).waitFor();
      await page.getByRole("link", { name: "All alerts" }).click();
      await page.getByText("Breaker tripped, of main: the vault").waitFor();
      await expectNoSidewaysScroll(page);
      await page.getByRole("button", { name: "End it…" }).click();
      await confirm(page, "End it now");
      await page.getByText("None: every alert is told.").waitFor();
      await page.getByText("Silenced", { exact: true }).waitFor({ state: "detached" });
    });
  });
});
