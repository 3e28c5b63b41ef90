// Stores one observation after another and prints the number of each bucket once it is committed, until it is killed.
import { openStore } from "../../../bot/store/connection.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { sampleMarket, sampleObservation } from "../samples.ts";

const [dataFolder = "", firstBucket = "0"] = process.argv.slice(2);
const store = await openStore({ dataFolder });
await upsertMarkets(store.db, [sampleMarket]);
for (let bucket = Number(firstBucket); ; bucket += 1) {
  await insertObservations(store.db, [sampleObservation(bucket)]);
  console.log(String(bucket));
}
