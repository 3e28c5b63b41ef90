import { expect } from "chai";
import { createKeeperClient } from "../../../../bot/watch/client/keeperClient.ts";
import { keeperNowSeconds } from "../../../../bot/watch/web/live/keeperNow.ts";

function clientThatSees(keeper: object) {
  return createKeeperClient({ baseUrl: "http://127.0.0.1", fetch: async () => Response.json({ keeper }) });
}

describe("what time it is for the keeper", () => {
  it("is by its own clock, whatever this machine's says", async () => {
    const client = clientThatSees({ lastTickAtSeconds: 1_000, lastTickAgeSeconds: 25 });
    expect(await keeperNowSeconds(client, "vault")).to.equal(1_025);
  });

  it("is this machine's time before the first tick", async () => {
    const before = Math.floor(Date.now() / 1000);
    expect(await keeperNowSeconds(clientThatSees({ lastTickAtSeconds: null, lastTickAgeSeconds: null }), "vault")).to.be.within(
      before,
      Math.ceil(Date.now() / 1000),
    );
  });
});
