import { openUpstream, type Upstream } from "../../scripts/local-mainnet/upstream.ts";

let opened: Promise<Upstream> | undefined;

/** The one chain that all fork tests fork: the real mainnet if `MAINNET_RPC_URL` is set, else a local one, started by the first that asks. */
export function sharedUpstream(): Promise<Upstream> {
  opened ??= openUpstream();
  return opened;
}

/** Skips a test or a suite on the real mainnet, where what it names is not ours to command, and says so. */
export async function skipOnMainnet(context: Mocha.Context, needed: string): Promise<void> {
  if ((await sharedUpstream()).isLocal) return;
  console.log(`      skipped on the real mainnet: it needs ${needed}`);
  context.skip();
}

// At the top level of a module this is a hook of mocha's root suite: it runs after the last file.
after(async () => {
  await (await opened)?.close();
});
