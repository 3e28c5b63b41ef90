import { type OpenKeeper, openKeeper } from "../../bot/compose.ts";
import type { Clock } from "../../bot/execute/clock.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import { localSigner } from "../../bot/execute/signers/localSigner.ts";
import { tick } from "../../bot/keeper.ts";
import type { Order, TickEnd, Word } from "./keeperMessages.ts";

/*
 * A keeper in a process of its own: the real one, but for its clock, which the parent sets and moves on while it sleeps, and its ticks, which come when the parent
 * says. It can be told to kill itself at an event of the execution, which is more exact than any signal from outside.
 */

/** What the parent said last, and when. */
let told = { milliseconds: 0, at: 0 };
let dieAt: string | null = null;
let stopAt: string | null = null;
let sleeps = 0;
const sleeping = new Map<number, () => void>();

const clock: Clock = {
  // What nodes let it wait for is time that passes.
  nowMilliseconds: () => told.milliseconds + Math.floor(performance.now() - told.at),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      const sleep = sleeps++;
      sleeping.set(sleep, resolve);
      say({ type: "sleep", sleep, untilMilliseconds: clock.nowMilliseconds() + milliseconds });
    }),
};

let keeper: OpenKeeper | null = null;
let ticking: Promise<void> = Promise.resolve();

process.on("message", (order: Order) => {
  if ("nowMilliseconds" in order) told = { milliseconds: order.nowMilliseconds, at: performance.now() };
  switch (order.type) {
    case "open":
      void open(order);
      break;
    case "tick":
      dieAt = order.dieAt;
      stopAt = order.stopAt;
      ticking = tickOnce();
      break;
    case "wake":
      sleeping.get(order.sleep)?.();
      sleeping.delete(order.sleep);
      break;
    case "close":
      void ticking.then(() => leave(0));
      break;
  }
});
process.on("disconnect", () => process.exit(1));

async function open({ configuration, privateKey, reputationKey }: Order & { type: "open" }): Promise<void> {
  try {
    keeper = await openKeeper({
      configuration,
      signer: localSigner(privateKey),
      reputationKey,
      dryRun: false,
      standby: { stop: new AbortController().signal, onWaiting: () => say({ type: "waiting" }) },
      clock,
      onExecution: ({ type }) => {
        if (type === dieAt) process.kill(process.pid, "SIGKILL");
        say({ type: "executed", event: type });
        if (type === stopAt) process.kill(process.pid, "SIGSTOP");
      },
    });
  } catch (error) {
    say({ type: "failed", reason: messageOf(error) });
    return leave(3);
  }
  const { lost } = keeper;
  const lose = () => {
    say({ type: "lost", reason: messageOf(lost.reason) });
    // As `keeper run` does: the tick that runs comes to its end, and no other begins.
    void ticking.then(() => leave(3));
  };
  if (lost.aborted) return lose();
  lost.addEventListener("abort", lose);
  say({ type: "leading" });
}

async function tickOnce(): Promise<void> {
  if (keeper === null) throw new Error("no keeper is open");
  // It does not lead any more, and the order came before word of that arrived.
  if (keeper.lost.aborted) return say({ type: "ticked", ...failedEnd(keeper.lost.reason) });
  say({ type: "ticked", ...(await tick(keeper.deps).then(endOf, failedEnd)) });
}

function endOf({ tickId, outcome }: { readonly tickId: number; readonly outcome: ExecutionOutcome | null }): TickEnd {
  switch (outcome?.kind) {
    case undefined:
      return { tickId, status: "held", reason: null };
    case "mined":
      return { tickId, status: "rebalanced", reason: null };
    case "pending":
    case "dry-run":
      return { tickId, status: outcome.kind, reason: null };
    case "refused":
      return { tickId, status: "refused", reason: `${outcome.reason}: ${outcome.explanation}` };
    case "reverted":
    case "replaced":
    case "dropped":
      return { tickId, status: "failed", reason: `${outcome.kind}: ${outcome.reason}` };
  }
}

function failedEnd(error: unknown): TickEnd {
  return { tickId: null, status: "failed", reason: messageOf(error) };
}

/** Does not wait for a database that may be gone. */
async function leave(code: number): Promise<void> {
  setTimeout(() => process.exit(code), 2_000);
  await keeper?.close().catch(() => undefined);
  process.exit(code);
}

function say(word: Word): void {
  process.send?.(word);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
