import { useEffect, useRef, useState } from "preact/hooks";
import { plainError, type Tokens } from "../errors/plainError.ts";
import { type Progress, runSteps, type Step } from "./runSteps.ts";

export interface Steps {
  readonly progress: Progress;
  /** While it is, nothing else may begin. */
  readonly isRunning: boolean;
  /** Takes the steps of a plan, which may have to ask the chain first; says whether all were done. */
  readonly run: (plan: () => readonly Step[] | Promise<readonly Step[]>) => Promise<boolean>;
}

/** @param onSettled Called after every run, for whatever shows what the chain has. */
export function useSteps(tokens: Tokens, onSettled: () => void): Steps {
  const [progress, setProgress] = useState<Progress>([]);
  const [isRunning, setRunning] = useState(false);
  const isShown = useRef(true);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  return {
    progress,
    isRunning,
    async run(plan) {
      const explain = (error: unknown) => plainError(error, tokens);
      const show = (next: Progress) => {
        if (isShown.current) setProgress(next);
      };
      show([]);
      setRunning(true);
      try {
        return await runSteps(await plan(), explain, show);
      } catch (error) {
        show([{ label: "Look at what it takes", state: { kind: "refused", error: explain(error) } }]);
        return false;
      } finally {
        if (isShown.current) {
          setRunning(false);
          onSettled();
        }
      }
    },
  };
}
