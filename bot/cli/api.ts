import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { DEFAULT_API_SETTINGS } from "../config/schema.ts";
import { aborted } from "../daemon/aborted.ts";
import { openApiDocument } from "../watch/api/openApiDocument.ts";
import { vaultsToKeep } from "./context.ts";
import { listenForInterruption } from "./interruption.ts";
import { configuredOperator, openApi } from "./openApi.ts";
import { createOutput, failureLine } from "./output.ts";

export function apiCommand(): Command {
  return new Command("api")
    .description("Serves the dashboard and the API over the database until it is stopped.")
    .option("--openapi <file>", "write the OpenAPI 3.1 document, and serve nothing")
    .addHelpText(
      "after",
      `
Reads the database; a keeper may run beside it, or on another machine. With KEEPER_API_TOKEN in the environment it also
writes down what an operator orders. At 127.0.0.1:9470 unless "api" of the configuration says
otherwise; GET /docs there says what may be asked. See docs/api.md.

Examples:
  $ npx keeper api
  $ npx keeper api --openapi openapi.json`,
    )
    .action(async (options: { openapi?: string }, command: Command) => {
      const output = createOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      if (options.openapi !== undefined) {
        await write(options.openapi, await openApiDocument());
        return output.result({ file: options.openapi }, `Written to ${options.openapi}.`);
      }
      const { shared, vaults } = vaultsToKeep(command);
      const interruption = listenForInterruption();
      try {
        const server = await openApi(shared, {
          vaults,
          settings: shared.api ?? DEFAULT_API_SETTINGS,
          // Whoever leads the vaults reads what is ordered here; ticks it cannot ask for.
          operator: configuredOperator(() => false),
          onFailure: (error) => process.stderr.write(`a request could not be answered: ${failureLine(error)}\n`),
        });
        try {
          output.result({ url: server.url }, `The dashboard is at ${server.url}, the API described at ${server.url}/docs. Ctrl-C stops.`);
          await aborted(interruption.signal);
        } finally {
          await server.close();
        }
      } finally {
        interruption.release();
      }
    });
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new MissingSettingError(`${file} cannot be written: ${(error as Error).message}`, "Choose a file that you may write.");
  }
}
