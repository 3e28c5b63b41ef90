import { type EpochFigures, measureEpochs, measureRetrains, type RetrainFigures } from "./epochs.ts";
import { type LatencyFigures, measureLatency } from "./latency.ts";

/** The prior work's input, and the shipped networks' own. */
const WINDOWS = ["7x4", "7x8"] as const;
const RETRAINS = 40;

export interface ForecastFigures extends EpochFigures, LatencyFigures {
  readonly retrains: RetrainFigures & { readonly count: number };
}

/** Training beside stock TensorFlow.js, forecasting, and memory over retrains. */
export async function measureForecast(): Promise<ForecastFigures> {
  const latency = await measureLatency();
  const epochs = await measureEpochs(WINDOWS);
  const retrains = await measureRetrains(RETRAINS);
  return { ...epochs, ...latency, retrains: { count: RETRAINS, ...retrains } };
}

export function forecastText({
  secondsPerEpoch,
  stockSecondsPerEpoch,
  features,
  loadMs,
  oneMarketMs,
  thousandMarketsMs,
  retrains,
}: ForecastFigures): string {
  const epochs = WINDOWS.map(
    (window) =>
      `BiLSTM ${window}, 5,000 sequences: ${secondsPerEpoch[window]?.toFixed(1)} s an epoch; stock layers on stock wasm ${stockSecondsPerEpoch[window]?.toFixed(1)} s`,
  );
  return [
    ...epochs,
    `the default model loads in ${loadMs} ms; one market ${oneMarketMs} ms, 1,000 markets ${thousandMarketsMs} ms, from a month of hours through ${features} features`,
    `${retrains.count} retrains: tensors ${retrains.tensorsBefore} → ${retrains.tensorsAfter}, heap ${signed(retrains.heapGrowthMb)} MB, RSS ${signed(retrains.rssGrowthMb)} MB`,
  ].join("\n");
}

function signed(megabytes: number): string {
  return `${megabytes >= 0 ? "+" : "−"}${Math.abs(megabytes).toFixed(1)}`;
}
