import { expect } from "chai";
import { openRelays } from "../../bot/execute/flashbots/openRelays.ts";
import { submissionPolicy } from "../../bot/execute/policy.ts";
import { examineBuilders } from "../../bot/watch/builderChecks.ts";
import { type Relay, startRelay } from "../../scripts/relay/startRelay.ts";
import { type Chain, startChain } from "../execute/support/chain.ts";
import { CHAIN_ID } from "../execute/support/constants.ts";

describe("watch: what the doctor says of builders", () => {
  let chain: Chain;
  let relay: Relay;
  before(async () => {
    chain = await startChain("fifo");
    relay = await startRelay({
      provider: { request: ({ method, params }) => chain.rpc.send(method, [...(params ?? [])]) },
      slotMilliseconds: null,
    });
  });
  after(async () => {
    await relay.close();
    await chain.close();
  });

  const examined = (url: string) => {
    const policy = submissionPolicy({ route: "private", builders: [{ name: "one", url, method: "bundle" }], timeoutSeconds: 1 });
    const relays = openRelays({ policy, reputationKey: null, sender: null, chainId: CHAIN_ID });
    return examineBuilders(
      relays.map((one) => one.relay),
      1,
    );
  };

  it("one that answers is well", async () => {
    relay.setMode({ kind: "accept" });
    expect(await examined(relay.url)).to.deep.equal([
      { name: "builder one", status: "ok", detail: "answers; the reputation key has no high priority", remedy: "" },
    ]);
  });

  it("one that hangs, is busy, broken or away is told, with what to do", async () => {
    for (const [kind, words] of [
      ["hang", /did not answer/],
      ["http-429", /too often/],
      ["http-500", /500/],
    ] as const) {
      relay.setMode({ kind });
      const [check] = await examined(relay.url);
      expect(check).to.include({ status: "warning" });
      expect(check?.detail).to.match(words);
      expect(check?.remedy).to.match(/^[A-Z`].*\.$/);
    }
    expect((await examined("http://127.0.0.1:9"))[0]).to.include({ status: "warning" });
  });
});
