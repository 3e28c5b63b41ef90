// Tries to lead one vault again and again, says when it does, and leads until it is killed.
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../../bot/store/connection.ts";
import { acquireLeadership } from "../../../bot/store/leader.ts";

const [databaseUrl = "", vault = ""] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
for (;;) {
  const leadership = await acquireLeadership(store, { chainId: 1, vault });
  if (leadership !== null) break;
  console.log("standby");
  await sleep(20);
}
console.log("leader");
process.stdin.resume();
