import { expect } from "chai";
import { Wallet } from "ethers";
import { openPrivateSubmitter, type PrivateSubmitterOptions } from "../../../bot/execute/flashbots/openPrivateSubmitter.ts";
import { DuplicateBuilderError, PlainBuilderUrlError, ReputationKeyError } from "../../../bot/execute/flashbots/openRelays.ts";
import { submissionPolicy } from "../../../bot/execute/policy.ts";
import { vaultInterface } from "../../../bot/execute/vaultAbi.ts";
import { CHAIN_ID } from "../support/constants.ts";
import { ManualClock } from "../support/scenario.ts";
import { MemoryBundleLog } from "./memoryBundleLog.ts";

describe("execute: opening private submission", () => {
  const keeper = Wallet.createRandom();
  const open = (policy: Parameters<typeof submissionPolicy>[0], changes: Partial<PrivateSubmitterOptions> = {}) =>
    openPrivateSubmitter({
      policy: submissionPolicy(policy),
      reputationKey: null,
      sender: keeper.address,
      chainId: CHAIN_ID,
      rpc: { send: () => Promise.reject(new Error("not to be asked")) },
      rpcTimeoutMilliseconds: 1_000,
      bundles: new MemoryBundleLog(),
      errors: vaultInterface,
      clock: new ManualClock(),
      ...changes,
    });
  const builder = (url: string, name = "a") => ({ name, url, method: "bundle" as const });

  it("opens nothing where everything is public", () => {
    expect(open({ route: "public" })).to.equal(null);
  });

  it("opens Flashbots' relay by default, with a random key or one's own", () => {
    for (const route of ["auto", "private"] as const)
      for (const reputationKey of [null, Wallet.createRandom().privateKey])
        expect(open({ route }, { reputationKey })).to.include({ kind: "flashbots" });
  });

  it("refuses the keeper's own key as reputation key, and what is no key, without repeating it", () => {
    for (const reputationKey of [keeper.privateKey, keeper.privateKey.slice(2), "0xsecret", `${keeper.privateKey}00`]) {
      expect(() => open({ route: "private" }, { reputationKey, sender: keeper.address.toLowerCase() }))
        .to.throw(ReputationKeyError)
        .that.satisfies((error: ReputationKeyError) => !`${error.stack}${error.cause}`.includes(reputationKey.replace("0x", "")));
    }
  });

  it("takes http on this machine only", () => {
    for (const url of ["http://127.0.0.1:8080/", "http://localhost:1234", "http://[::1]:8080", "https://rpc.builder.example"])
      expect(open({ route: "private", builders: [builder(url)] })).to.not.equal(null);
    for (const url of ["http://rpc.builder.example", "http://127.0.0.1.builder.example", "http://10.0.0.1:8080"])
      expect(() => open({ route: "private", builders: [builder(url)] })).to.throw(PlainBuilderUrlError, /The builder a has an http URL/);
  });

  it("wants names that tell builders apart", () => {
    const twins = [builder("https://one.example"), builder("https://two.example")];
    expect(() => open({ route: "private", builders: twins })).to.throw(DuplicateBuilderError);
  });
});
