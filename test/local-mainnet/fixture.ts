import { expect } from "chai";
import { id } from "ethers";
import { createImpersonator, type Impersonator } from "../../scripts/local-mainnet/impersonation.ts";
import { type LocalMainnet, startLocalMainnet } from "../../scripts/local-mainnet/startLocalMainnet.ts";

let started: Promise<LocalMainnet> | undefined;

/** The one chain of all test files, started when the first of them needs it. */
export function sharedLocalMainnet(): Promise<LocalMainnet> {
  started ??= startLocalMainnet();
  return started;
}

// At the top level of a module this is a hook of mocha's root suite: it runs after the last file.
after(async () => {
  await (await started)?.close();
});

export interface TestChain extends LocalMainnet {
  readonly impersonator: Impersonator;
}

/** Gives every test of a suite the shared chain as it was when it started. To be called inside `describe`. */
export function useLocalMainnet(): () => TestChain {
  let chain: TestChain;
  let snapshot: unknown;

  beforeEach(async () => {
    const shared = await sharedLocalMainnet();
    snapshot = await shared.provider.request({ method: "evm_snapshot" });
    chain = { ...shared, impersonator: createImpersonator(shared.provider) };
  });
  afterEach(async () => {
    await chain.provider.request({ method: "evm_revert", params: [snapshot] });
  });
  return () => chain;
}

/** Expects a request to revert with a custom error, given by its signature such as "Paused()". */
export async function expectRevert(request: Promise<unknown>, signature: string): Promise<void> {
  const error = await request.then(
    () => expect.fail(`did not revert with ${signature}`),
    (reason: unknown) => reason as { readonly data?: string | { readonly data?: string } },
  );
  // Hardhat wraps the revert data when it cannot tell where in the source the revert came from.
  const data = typeof error.data === "object" ? error.data.data : error.data;
  expect(data?.slice(0, 10), `${signature} in ${error}`).to.equal(id(signature).slice(0, 10));
}

/** Mines one block `seconds` after the head. */
export async function passTime({ provider }: LocalMainnet, seconds: number): Promise<void> {
  await provider.request({ method: "evm_increaseTime", params: [seconds] });
  await provider.request({ method: "evm_mine" });
}
