import { neuralKind } from "./neuralKind.ts";
import { BILSTM_7X4_DEFAULTS, BILSTM_DEFAULTS } from "./settings.ts";

/** Two bidirectional LSTM layers over the window, and the features beside what they found. */
export const bilstm = neuralKind("bilstm", BILSTM_DEFAULTS);

/** The prior work's: the window alone, of 7 days and 4 channels. */
export const bilstm7x4 = neuralKind("bilstm-7x4", BILSTM_7X4_DEFAULTS);
