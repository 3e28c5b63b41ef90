import { Command } from "commander";
import type { Configuration } from "../config/schema.ts";
import { backUp } from "../store/backup.ts";
import { connectStore, type Store } from "../store/connection.ts";
import { databaseStatus } from "../store/databaseStatus.ts";
import { migrateToLatest } from "../store/migrate.ts";
import { restore } from "../store/restore.ts";
import { databaseText, megabytes } from "../watch/databaseText.ts";
import { thousands, utcTime } from "../watch/format.ts";
import { contextOf } from "./context.ts";

export function dbCommand(): Command {
  const command = new Command("db").description("Looks after the database: its state, its tables, backups.").addHelpText(
    "after",
    `
A backup is one file with everything that the database holds, taken while the keeper goes on working; any machine and any PostgreSQL from 15
on can take it back, the embedded server among them. Keep it as safe as the database: it is not encrypted.

Examples:
  $ npx keeper db status
  $ npx keeper db backup keeper-2026-11-27.backup
  $ npx keeper db restore keeper-2026-11-27.backup`,
  );

  command
    .command("status")
    .description("server, size, tables, partitions, migrations, oldest and newest observation; changes nothing")
    .action((_options: object, sub: Command) =>
      withStore(sub, async (store, output) => {
        const status = await databaseStatus(store);
        output.result(status, databaseText(status));
      }),
    );

  command
    .command("migrate")
    .description("brings the tables up to date, as every other command does when it starts")
    .action((_options: object, sub: Command) =>
      withStore(sub, async (store, output) => {
        const migrated = await migrateToLatest(store.db, store.target);
        output.result({ migrated }, migrated.length === 0 ? "Up to date." : `Applied ${migrated.join(", ")}.`);
      }),
    );

  command
    .command("backup")
    .description("writes everything into one file")
    .argument("<file>", "the file to make; one that is there is never replaced")
    .action((file: string, _options: object, sub: Command) =>
      withStore(sub, async (store, output) => {
        const report = await backUp(store, file);
        output.result(report, `${rowsText(report.tables)} in ${report.file}, ${megabytes(report.bytes)} MB.`);
      }),
    );

  command
    .command("restore")
    .description("puts a backup back, all or nothing, into a database without rows")
    .argument("<file>", "what `keeper db backup` has made")
    .option("--replace", "give up everything that is in the database", false)
    .action((file: string, options: { replace: boolean }, sub: Command) =>
      withStore(sub, async (store, output) => {
        const report = await restore(store, file, options);
        const migrated = report.migrated.length === 0 ? "" : ` Applied ${report.migrated.join(", ")}.`;
        output.result(report, `${rowsText(report.tables)} restored as of ${utcTime(report.madeAtSeconds)} UTC.${migrated}`);
      }),
    );
  return command;
}

async function withStore(command: Command, work: (store: Store, output: ReturnType<typeof contextOf>["output"]) => Promise<void>) {
  const { configuration, output } = contextOf(command);
  const store = await connectStore(locationOf(configuration));
  try {
    await work(store, output);
  } finally {
    await store.close();
  }
}

function locationOf({ databaseUrl, dataFolder }: Configuration) {
  return databaseUrl === null ? { dataFolder } : { databaseUrl };
}

function rowsText(tables: readonly { readonly rows: number }[]): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${thousands(rows, 0)} rows of ${tables.length} tables`;
}
