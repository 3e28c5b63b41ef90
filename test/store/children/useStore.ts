// Opens the embedded store of a folder, says which server it found, and closes it when its standard input ends.
import { sql } from "kysely";
import { openStore } from "../../../bot/store/connection.ts";

const [dataFolder = ""] = process.argv.slice(2);
const store = await openStore({ dataFolder });
const { rows } = await sql<{ cluster: string }>`select system_identifier::text as cluster from pg_control_system()`.execute(store.db);
console.log(`open ${rows[0]?.cluster}`);
process.stdin.resume();
process.stdin.once("end", async () => {
  await store.close();
  console.log("closed");
});
