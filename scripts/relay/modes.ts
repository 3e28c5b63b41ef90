import type { Bundle } from "./bundle.ts";

interface Limited {
  /** For the next so many calls, then the relay accepts again; without it, until another mode is set. */
  readonly calls?: number;
}

interface OnMethods extends Limited {
  /** Only for these methods. */
  readonly methods?: readonly string[];
}

/** What the relay does to its searchers. */
export type RelayMode =
  | { readonly kind: "accept" }
  /** Answers a JSON-RPC error to whoever sends a bundle or a private transaction. */
  | ({ readonly kind: "reject"; readonly message?: string } & OnMethods)
  /** Says that it took the bundle and never includes it. */
  | ({ readonly kind: "drop" } & Limited)
  /** Leaves out what targets the first so many blocks that are targeted at all. */
  | ({ readonly kind: "late"; readonly targets: number } & Limited)
  /**
   * Another's transaction comes first in the block: `compete` sends it to the chain, where it waits, for no block is made meanwhile. It is
   * called once for each block.
   */
  | ({ readonly kind: "competing"; readonly compete: (blockNumber: number) => Promise<unknown> } & Limited)
  /** Never answers; by default no call at all. */
  | ({ readonly kind: "hang" } & OnMethods)
  | ({ readonly kind: "http-429" } & OnMethods)
  | ({ readonly kind: "http-500" } & OnMethods)
  /** eth_callBundle says that the first transaction reverts. */
  | ({ readonly kind: "simulation-fails"; readonly revert?: string } & Limited);

/** A mode by which a call is not carried out. */
export type RefusingMode = Extract<RelayMode, { readonly kind: "reject" | "hang" | "http-429" | "http-500" }>;

export const ACCEPT: RelayMode = { kind: "accept" };

const SENDING: readonly string[] = ["eth_sendBundle", "eth_sendPrivateTransaction"];

/** Gives a received bundle a mode of its own; undefined leaves it to the relay's. */
export type BundleModes = (bundle: Omit<Bundle, "mode">) => RelayMode | undefined;

export interface ModeSwitch {
  set(mode: RelayMode): void;
  /** The mode for a call, which is counted where the mode is for so many calls only. `bundle` is what it brings, if it brings any. */
  forCall(method: string, bundle?: Omit<Bundle, "mode">): RelayMode;
  /** Whether a mode leaves its bundles out of a block. To be asked once a block and mode, in the order of blocks, or more often. */
  leavesOut(mode: RelayMode, blockNumber: number): boolean;
}

export function createModeSwitch(bundleModes: BundleModes = () => undefined): ModeSwitch {
  let current: RelayMode = ACCEPT;
  let callsLeft = Number.POSITIVE_INFINITY;
  const passedTargets = new WeakMap<RelayMode, Set<number>>();

  function isPassed(mode: RelayMode, targets: number, blockNumber: number): boolean {
    const passed = passedTargets.get(mode) ?? new Set();
    passedTargets.set(mode, passed);
    if (passed.size < targets) passed.add(blockNumber);
    return passed.has(blockNumber);
  }

  return {
    set(mode) {
      current = mode;
      callsLeft = "calls" in mode && mode.calls !== undefined ? mode.calls : Number.POSITIVE_INFINITY;
    },
    forCall(method, bundle) {
      const own = bundle === undefined ? undefined : bundleModes(bundle);
      if (own !== undefined) return own;
      if (callsLeft <= 0 || !concerns(current, method)) return ACCEPT;
      callsLeft--;
      return current;
    },
    leavesOut(mode, blockNumber) {
      return mode.kind === "drop" || (mode.kind === "late" && isPassed(mode, mode.targets, blockNumber));
    },
  };
}

export function isRefusing(mode: RelayMode): mode is RefusingMode {
  return mode.kind === "reject" || mode.kind === "hang" || mode.kind === "http-429" || mode.kind === "http-500";
}

function concerns(mode: RelayMode, method: string): boolean {
  switch (mode.kind) {
    case "simulation-fails":
      return method === "eth_callBundle";
    case "hang":
    case "http-429":
    case "http-500":
      return mode.methods?.includes(method) ?? true;
    case "reject":
      return (mode.methods ?? SENDING).includes(method);
    default:
      return SENDING.includes(method);
  }
}
