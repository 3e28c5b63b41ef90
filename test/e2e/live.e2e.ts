import { expect } from "chai";
import { settled } from "../../scripts/browser/watchedPage.ts";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";

/** The API looks for news every second and a half. */
const LONGEST_WAIT_MILLISECONDS = 20_000;

function isOf(change: unknown, kind: string, id: string): boolean {
  const { kind: ofKind, id: ofId } = change as { readonly kind: string; readonly id: unknown };
  return ofKind === kind && String(ofId) === id;
}

describe("a page that is left open", () => {
  it("is told of the next tick and its decision by the stream, without being loaded again", async function () {
    const { apiUrl, advance } = await sharedStory();
    await visit(this, { url: apiUrl, look: { width: 1280, scheme: "light" } }, async (page) => {
      await settled(page);
      await page.getByText("Live", { exact: true }).waitFor();
      const loads: string[] = [];
      page.on("framenavigated", (frame) => loads.push(frame.url()));
      const devtools = await page.context().newCDPSession(page);
      const told: unknown[] = [];
      devtools.on("Network.eventSourceMessageReceived", ({ eventName, data }) => told.push({ kind: eventName, ...JSON.parse(data) }));
      await devtools.send("Network.enable");
      const { tickId, decision } = await advance();
      const isTold = () => told.some((one) => isOf(one, "tick", String(tickId))) && told.some((one) => isOf(one, "decision", decision.id));
      for (const deadline = Date.now() + LONGEST_WAIT_MILLISECONDS; !isTold() && Date.now() < deadline; ) await page.waitForTimeout(50);
      expect(isTold(), `that ${JSON.stringify(told)} tells of both`).to.equal(true);
      expect(loads).to.deep.equal([]);
    });
  });
});
