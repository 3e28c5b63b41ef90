import type { Trainer } from "../../predict/training/outOfFold.ts";

/** How far a mind has come, from 0 to 1, and what it is at: "boosted-1-fold-2". */
export type OnThinking = (what: string, fraction: number) => void;

/** A trainer that tells how far all of so many trainings together have come. */
export function tellingTrainer(trainer: Trainer, trainings: number, onThinking: OnThinking): Trainer {
  const fractions = new Map<string, number>();
  const tell = (name: string, fraction: number) => {
    fractions.set(name, fraction);
    const sum = [...fractions.values()].reduce((total, one) => total + one, 0);
    onThinking(name, Math.min(1, sum / trainings));
  };
  return async (kind, training, validation, job) => {
    const model = await trainer(kind, training, validation, {
      ...job,
      onProgress: (progress) => {
        tell(job.name, progress.fraction);
        job.onProgress(progress);
      },
    });
    tell(job.name, 1);
    return model;
  };
}
