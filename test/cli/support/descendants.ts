import { readdirSync, readFileSync } from "node:fs";

/** What every user of the machine (`commandLine`), or its own user (`environment`), can see of a process. */
export interface VisibleProcess {
  readonly pid: number;
  readonly commandLine: string;
  readonly environment: string;
}

const INTERVAL_MILLISECONDS = 50;

/** Looks at a process and all that it starts until `stop`, as far as Linux's /proc shows them; each as it was when it was last seen. */
export function watchProcesses(root: number): { stop(): readonly VisibleProcess[] } {
  const seen = new Map<number, VisibleProcess>();
  const look = () => {
    for (const { pid, parent } of descendantsOf(root)) {
      const [commandLine, environment] = [readOf(pid, "cmdline"), readOf(pid, "environ")];
      // Between fork and exec a child is still its parent, to the letter: nobody sees there what he does not see of the parent.
      if (pid !== root && commandLine === readOf(parent, "cmdline")) continue;
      if (environment !== "") seen.set(pid, { pid, commandLine, environment });
    }
  };
  const timer = setInterval(look, INTERVAL_MILLISECONDS);
  return {
    stop() {
      clearInterval(timer);
      return [...seen.values()];
    },
  };
}

function descendantsOf(root: number): readonly { readonly pid: number; readonly parent: number }[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // "pid (name) state parent …", where the name may hold anything.
    const parent = /.*\) \S (\d+)/s.exec(readOf(Number(name), "stat"))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isDescendant = (pid: number | undefined): boolean =>
    pid === root || (pid !== undefined && pid > 1 && isDescendant(parents.get(pid)));
  return [...parents].flatMap(([pid, parent]) => (isDescendant(pid) ? [{ pid, parent }] : []));
}

/** Empty for a process that has ended meanwhile, or is another user's. */
function readOf(pid: number, what: "cmdline" | "environ" | "stat"): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, "latin1");
  } catch {
    return "";
  }
}
