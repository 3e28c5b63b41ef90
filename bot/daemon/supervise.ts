import { type Changes, compareVaults } from "./changes.ts";
import { deferred } from "./deferred.ts";
import { type KeptVault, keepVault, type LoopDeps, type VaultLoop } from "./vaultLoop.ts";

/** All vaults being kept, each by a loop of its own. */
export interface Supervision {
  /** Keeps these instead: only what is added, removed or different is touched, between two of its ticks. */
  replace(vaults: readonly KeptVault[]): Changes;
  /** Resolves when all loops have ended, after `stop` was aborted. */
  ended(): Promise<void>;
}

interface Running {
  readonly vault: KeptVault;
  readonly stop: AbortController;
  readonly loop: VaultLoop;
}

/**
 * Keeps vaults until `stop` is aborted. Each has a loop of its own that fails, waits and is opened again without touching the others.
 * @throws the first vault's error when not one of them can be opened at the start: then it is more likely that something is wrong with
 *   what was asked than with the world.
 */
export async function supervise(vaults: readonly KeptVault[], deps: LoopDeps, stop: AbortSignal): Promise<Supervision> {
  const running = new Map<string, Running>();
  const ending = new Set<Promise<void>>();
  const works = deferred<void>();

  function start(vault: KeptVault, after: Promise<void> = Promise.resolve()): Running {
    const own = new AbortController();
    const signal = AbortSignal.any([stop, own.signal]);
    const begun = after.then(() => keepVault(vault, deps, signal, works.promise));
    const loop = { opened: begun.then(({ opened }) => opened), ended: begun.then(({ ended }) => ended) };
    const one = { vault, stop: own, loop };
    running.set(vault.name, one);
    return one;
  }

  function end({ vault, stop: own, loop }: Running): Promise<void> {
    running.delete(vault.name);
    own.abort();
    const ended = loop.ended.finally(() => ending.delete(ended));
    ending.add(ended);
    return ended;
  }

  const ended = async () => {
    await Promise.all([...[...running.values()].map(({ loop }) => loop.ended), ...ending]);
  };

  const attempts = vaults.map((vault) => start(vault).loop.opened);
  for (const opened of attempts) {
    void opened.then((error) => {
      if (error === null) works.resolve();
    });
  }
  // Whoever is first decides: one that is open, or the last of those that failed.
  const failures = Promise.all(attempts);
  const failed = await Promise.race([works.promise.then(() => null), failures]);
  const [first] = failed?.every((error) => error !== null) ? failed : [null];
  if (first instanceof Error) {
    await Promise.all([...running.values()].map(end));
    throw first;
  }

  return {
    replace(next) {
      const changes = compareVaults(
        [...running.values()].map(({ vault }) => vault),
        next,
      );
      for (const name of changes.removed) stopped(name);
      for (const { name } of changes.changed) start(vaultOf(next, name), stopped(name));
      for (const name of changes.added) start(vaultOf(next, name));
      return changes;
    },
    ended,
  };

  function stopped(name: string): Promise<void> {
    const one = running.get(name);
    return one === undefined ? Promise.resolve() : end(one);
  }
}

function vaultOf(vaults: readonly KeptVault[], name: string): KeptVault {
  const vault = vaults.find((one) => one.name === name);
  if (vault === undefined) throw new RangeError(`no vault is called ${name}`);
  return vault;
}
