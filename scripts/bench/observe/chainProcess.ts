import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startLocalMainnet } from "../../local-mainnet/startLocalMainnet.ts";

/** A local mainnet in a process of its own, so that its work and its memory are not taken for the keeper's. */
export interface ChainProcess {
  readonly rpcUrl: string;
  close(): Promise<void>;
}

export async function startChainProcess(): Promise<ChainProcess> {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the local mainnet ended with exit code ${code}`);
  });
  const [rpcUrl] = (await Promise.race([once(child, "message"), failed])) as [string];
  failed.catch(() => undefined);
  return {
    rpcUrl,
    async close() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

if (import.meta.main) {
  const chain = await startLocalMainnet();
  process.once("disconnect", async () => {
    await chain.close();
    process.exit();
  });
  process.send?.(chain.rpcUrl);
}
