import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { DEFAULT_API_SETTINGS } from "../../config/schema.ts";
import type { Database } from "../../store/schema.ts";
import { buildApi, openApiText } from "./buildApi.ts";

/** The OpenAPI 3.1 document, which is the same whatever the database and the settings: neither is needed. */
export async function openApiDocument(): Promise<string> {
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (none) => new PostgresIntrospector(none),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const api = await buildApi({
    settings: DEFAULT_API_SETTINGS,
    store: { db, serverVersion: "" },
    vaults: [],
    operator: null,
    readContract: null,
    nowSeconds: () => 0,
    onDefect: () => undefined,
  });
  try {
    return openApiText(api);
  } finally {
    await api.close();
  }
}
