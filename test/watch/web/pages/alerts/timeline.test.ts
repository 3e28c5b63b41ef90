import { expect } from "chai";
import type { Schema } from "../../../../../bot/watch/client/keeperClient.ts";
import { timelineOf } from "../../../../../bot/watch/web/pages/alerts/timeline.ts";

type Detail = Schema<"AlertDetail">;

const QUIET: Detail = {
  id: 1,
  rule: "data-gap",
  vaultId: null,
  vault: { name: "main", chainId: 1, address: null },
  subject: "vault",
  severity: "warning",
  state: "firing",
  summary: "",
  openedAtSeconds: 100,
  lastSeenSeconds: 100,
  acknowledgedBy: null,
  acknowledgedAtSeconds: null,
  acknowledgedComment: null,
  resolvedAtSeconds: null,
  silenced: false,
  details: {},
  evaluatedAtSeconds: 100,
  remedy: null,
  hysteresis: null,
  notified: null,
  deliveries: [],
};

function delivery(route: string, notice: Detail["deliveries"][number]["notice"], createdAtSeconds: number): Detail["deliveries"][number] {
  const status = "delivered";
  return {
    id: 1,
    route,
    notice,
    status,
    attempts: 1,
    nextAttemptSeconds: null,
    lastError: null,
    createdAtSeconds,
    deliveredAtSeconds: null,
  };
}

const happened = (detail: Partial<Detail>) => timelineOf({ ...QUIET, ...detail }).map(({ atSeconds, what }) => `${atSeconds} ${what}`);

describe("what became of an alert", () => {
  it("begins when it was first seen", () => {
    expect(happened({})).to.deep.equal(["100 First seen"]);
  });

  it("tells once that it got worse, however many were told", () => {
    const deliveries = [delivery("team", "opened", 100), delivery("team", "escalated", 160), delivery("mail", "escalated", 160)];
    expect(happened({ deliveries, lastSeenSeconds: 220 })).to.deep.equal(["100 First seen", "160 Got worse", "220 Last seen"]);
  });

  it("is in the order of time: whoever takes it on after it was seen again stands after that", () => {
    const taken = { acknowledgedBy: "Anna", acknowledgedAtSeconds: 150, acknowledgedComment: "mine" };
    expect(
      happened({ ...taken, lastSeenSeconds: 140, resolvedAtSeconds: 400, deliveries: [delivery("team", "reminder", 130)] }),
    ).to.deep.equal(["100 First seen", "130 Told again", "140 Last seen", "150 Acknowledged by Anna", "400 Over"]);
    expect(timelineOf({ ...QUIET, ...taken }).at(-1)?.note).to.equal("mine");
  });
});
