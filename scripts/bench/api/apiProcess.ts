import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DEFAULT_API_SETTINGS } from "../../../bot/config/schema.ts";
import { nowSeconds, systemClock } from "../../../bot/execute/clock.ts";
import { openStore } from "../../../bot/store/connection.ts";
import { serveApi } from "../../../bot/watch/api/serveApi.ts";
import { builtDashboard } from "../../../bot/watch/web/build.ts";
import { BENCH_VAULT } from "./vaultPast.ts";

/** No limit that a benchmark could reach. */
const REQUESTS_PER_MINUTE = 1_000_000_000;
const ETHER = 10n ** 18n;

/** The API in a process of its own, so that asking it takes no time from answering. */
export interface ApiProcess {
  readonly url: string;
  /** What it has computed so far, on all its threads. */
  cpuMilliseconds(): Promise<number>;
  close(): Promise<void>;
}

/** Serves a database over loopback as the keeper does with its default settings, but for the limit on requests. */
export async function startApiProcess(databaseUrl: string): Promise<ApiProcess> {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the API ended with exit code ${code}`);
  });
  failed.catch(() => undefined);
  const answerTo = async (message: string): Promise<unknown> => {
    const answered = once(child, "message");
    child.send(message);
    return ((await Promise.race([answered, failed])) as [unknown])[0];
  };
  const url = (await answerTo(databaseUrl)) as string;
  return {
    url,
    cpuMilliseconds: async () => (await answerTo("cpu")) as number,
    async close() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

async function serve(databaseUrl: string) {
  const store = await openStore({ databaseUrl });
  const server = await serveApi({
    settings: { ...DEFAULT_API_SETTINGS, port: 0, requestsPerMinute: REQUESTS_PER_MINUTE },
    operator: null,
    readContract: null,
    dashboardFolder: await builtDashboard(),
    store,
    vaults: [{ ...BENCH_VAULT, tickSeconds: 300, gasBudgetPerDay: { wei: ETHER, usd: 1_000 } }],
    nowSeconds: () => nowSeconds(systemClock),
    onDefect: (error) => process.stderr.write(`${error.stack}\n`),
  });
  return {
    url: server.url,
    async close() {
      await server.close();
      await store.close();
    },
  };
}

if (import.meta.main) {
  const [databaseUrl] = (await once(process, "message")) as [string];
  const server = await serve(databaseUrl);
  process.once("disconnect", async () => {
    await server.close();
    process.exit();
  });
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1000);
  });
  process.send?.(server.url);
}
