/**
 * A keeper in a process of its own, to be killed: executes one decision against a node over HTTP with an outbox in a file, and prints the
 * outcome. Its argument is a `KeeperTask` as JSON.
 */
import type { Decision } from "../../../bot/core/decision.ts";
import type { VaultState } from "../../../bot/core/vaultState.ts";
import { systemClock } from "../../../bot/execute/clock.ts";
import { execute } from "../../../bot/execute/execute.ts";
import { FileOutbox } from "../fileOutbox.ts";
import { fromJson, toJson } from "./json.ts";
import { ethersProvider } from "./rpcServer.ts";
import { keeper } from "./scenario.ts";

export interface KeeperTask {
  readonly url: string;
  readonly outboxFile: string;
  readonly privateKey: string;
  readonly decision: Decision;
  readonly vault: VaultState;
  readonly inclusionTimeoutSeconds: number;
}

const task = fromJson<KeeperTask>(process.argv[2] ?? "{}");
const provider = ethersProvider(task.url);
const { deps } = keeper({
  provider,
  privateKey: task.privateKey,
  vault: task.vault.address,
  outbox: await FileOutbox.open(task.outboxFile),
  clock: systemClock,
  policy: { rpcTimeoutMilliseconds: 20_000, inclusion: { timeoutSeconds: task.inclusionTimeoutSeconds, pollMilliseconds: 50 } },
});
console.log(toJson(await execute(deps, task.decision, task.vault)));
provider.destroy();
