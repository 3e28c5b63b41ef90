import { setTimeout as delay } from "node:timers/promises";
import { toQuantity } from "../../local-mainnet/provider.ts";
import type { Fault, Stage } from "./fault.ts";
import { answersWith, breaks, failsWith, first, hangs, isStale, loses, type NodeFault, REST_SECONDS } from "./faultyNode.ts";

const SEND = "eth_sendRawTransaction";

const rpc = (kind: string, weight: number, faultOf: (stage: Stage) => NodeFault, both: (stage: Stage) => boolean): Fault => ({
  kind,
  layer: "rpc",
  weight,
  ticks: [1, 2],
  begin: async (stage) => {
    const fault = faultOf(stage);
    stage.team.setNodeFaults(fault, both(stage) ? fault : null);
    return async () => {
      stage.team.setNodeFaults(null, null);
      // Between ticks that are minutes apart the keeper would have waited as long as the nodes wanted to be left alone.
      await delay(REST_SECONDS * 1000);
    };
  },
});

const often =
  (probability: number) =>
  ({ random }: Stage) =>
    random.uniform() < probability;

/** The account has sent one more, or one less, than it has. */
const miscounts =
  (difference: number): NodeFault =>
  async (call) => {
    const answer = await call.forward();
    return call.method === "eth_getTransactionCount" ? toQuantity(Math.max(0, Number(answer) + difference)) : answer;
  };

function failure({ random }: Stage): NodeFault {
  return [breaks, failsWith(500), failsWith(429), hangs][random.index(4)] ?? breaks;
}

/** Nodes that are behind, that say what is not so, that do not answer. */
export const rpcFaults: readonly Fault[] = [
  rpc("rpc-lags", 2, ({ random }) => isStale(1 + random.index(3)), often(1)),
  rpc("rpc-lies-head", 2, ({ random }) => isStale(1 + random.index(50)), often(0.2)),
  rpc("rpc-lies-chain", 1, () => answersWith("eth_chainId", "0x5"), often(0.3)),
  rpc("rpc-lies-nonce", 1, ({ random }) => miscounts(random.uniform() < 0.5 ? 1 : -1), often(0.5)),
  rpc("rpc-lies-receipt", 2, () => answersWith("eth_getTransactionReceipt", null), often(0.7)),
  rpc("rpc-drops", 3, (stage) => failure(stage), often(0.3)),
  rpc("rpc-drops-once", 3, (stage) => first(1 + stage.random.index(5), failure(stage)), often(1)),
  rpc("rpc-loses-answer", 3, (stage) => loses(SEND, failure(stage)), often(0.7)),
];
