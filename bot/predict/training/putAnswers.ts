import type { Dataset } from "../learned/dataset.ts";
import type { QuantileModel } from "../learned/quantileModel.ts";
import { sampleRows } from "../learned/rows.ts";
import { QUANTILE_LEVELS } from "../learned/samples.ts";

/** Room for answers about every row of a dataset: rows × horizons × levels, NaN while there are none. */
export function noAnswers({ count, horizonsSeconds }: Dataset): Float32Array {
  return new Float32Array(count * horizonsSeconds.length * QUANTILE_LEVELS.length).fill(Number.NaN);
}

/** Puts a model's answers about some rows of a dataset in their places. */
export function putAnswers(dataset: Dataset, rows: readonly number[], model: QuantileModel, into: Float32Array): Float32Array {
  const size = dataset.horizonsSeconds.length * QUANTILE_LEVELS.length;
  const answers = model.predict(sampleRows(dataset, rows));
  for (const [i, row] of rows.entries()) into.set(answers.subarray(i * size, (i + 1) * size), row * size);
  return into;
}
