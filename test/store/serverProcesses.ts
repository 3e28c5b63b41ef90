import { readdir, readFile } from "node:fs/promises";
import { prepareDataFolder } from "../../bot/store/dataFolder.ts";
import { livePostmaster } from "../../bot/store/postmaster.ts";

/** The process id of the server that runs in a data folder, or null. */
export async function serverPid(dataFolder: string): Promise<number | null> {
  return (await livePostmaster(await prepareDataFolder(dataFolder)))?.pid ?? null;
}

/** SIGKILL to the server and every process it has started, as a power cut would. */
export async function killServer(dataFolder: string): Promise<void> {
  const pid = await serverPid(dataFolder);
  if (pid === null) throw new Error("there is no server to kill");
  for (const victim of [pid, ...(await childrenOf(pid))]) kill(victim);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself when its parent died.
  }
}

async function childrenOf(parent: number): Promise<readonly number[]> {
  if (process.platform !== "linux") return [];
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    const status = /^\d+$/.test(name) ? await readFile(`/proc/${name}/status`, "utf8").catch(() => "") : "";
    if (Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) === parent) found.push(Number(name));
  }
  return found;
}
