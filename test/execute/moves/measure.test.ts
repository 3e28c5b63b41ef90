import { expect } from "chai";
import { measurePlan } from "../../../bot/execute/moves/measure.ts";
import { makePlan } from "../../../bot/execute/plan.ts";
import { type JsonRpc, RpcMalformedError, RpcResponseError, RpcTimeoutError } from "../../../bot/execute/rpc.ts";
import { vaultInterface } from "../../../bot/execute/vaultAbi.ts";
import { decisionFor, POLICY, vaultState } from "../support/scenario.ts";

const VAULT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const KEEPER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

describe("measuring a plan on a node that cannot", () => {
  const state = vaultState(VAULT);
  const plan = makePlan({ decision: decisionFor(state), vault: state, policy: POLICY.plan });
  const answers = (...given: (unknown | Error)[]) => {
    const tags: unknown[] = [];
    const rpc: JsonRpc = {
      async send(_method, params) {
        tags.push(params[1]);
        const answer = given[Math.min(tags.length, given.length) - 1];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    };
    return { rpc, tags };
  };
  const measured = (rpc: JsonRpc) => measurePlan({ rpc, errors: vaultInterface }, plan, KEEPER);

  it("says so when it ignores the code that is given to the account", async () => {
    expect(await measured(answers("0x").rpc)).to.deep.include({ ok: false, unmeasured: true });
  });

  it("says so in the node's words when it refuses it, after asking at both blocks", async () => {
    const { rpc, tags } = answers(new RpcResponseError("eth_call", -32602, "too many arguments, want at most 2", null));
    expect(await measured(rpc)).to.deep.equal({ ok: false, unmeasured: true, reason: "too many arguments, want at most 2" });
    expect(tags).to.deep.equal(["pending", "latest"]);
  });

  it("throws when the node does not answer, or answers nonsense", async () => {
    const failureOf = (answer: unknown) =>
      measured(answers(answer).rpc).then(
        () => null,
        (error: unknown) => error,
      );
    expect(await failureOf(new RpcTimeoutError("eth_call", 1))).to.be.instanceOf(RpcTimeoutError);
    expect(await failureOf(null)).to.be.instanceOf(RpcMalformedError);
    expect(await failureOf("0x1234")).to.be.instanceOf(Error);
  });
});
