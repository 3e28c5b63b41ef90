import { openConfiguredStore } from "../compose.ts";
import type { Configuration } from "../config/schema.ts";
import type { Store } from "../store/connection.ts";

/** Works with the configured database, and closes it whatever comes of it. */
export async function withStore<Result>(configuration: Configuration, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openConfiguredStore(configuration);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
