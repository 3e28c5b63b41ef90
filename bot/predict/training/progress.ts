import type { TrainingProgress } from "../learned/quantileModel.ts";

/** How far a long training has come, by the name of what is trained: "boosted-1-fold-2". */
export type OnTraining = (job: string, progress: TrainingProgress) => void;
