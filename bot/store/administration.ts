import { Client } from "pg";
import type { EmbeddedServer } from "./embeddedServer.ts";

/** Makes a new, empty database on an embedded server and returns its URL. */
export async function createDatabase(server: EmbeddedServer, name: string): Promise<string> {
  const client = new Client({ connectionString: server.databaseUrl("postgres") });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return server.databaseUrl(name);
}
