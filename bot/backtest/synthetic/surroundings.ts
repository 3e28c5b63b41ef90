import { type AssetPast, assetPast } from "./assetPast.ts";
import { ASSETS, CONTENT_BORROW_APR, ETHER, GAS, PROTOCOLS, STRESS, SUPPLY } from "./calibration.ts";
import { meanRevertingPath, stepOf } from "./meanReverting.ts";
import { randomStream } from "./randomStream.ts";
import { STREAMS } from "./streams.ts";
import { type StressTimes, stressTimes } from "./stress.ts";
import { DAY_SECONDS, statesOf, type TimeGrid } from "./timeGrid.ts";

/** What markets of one protocol have in common, at every state, as logarithms. */
export interface ProtocolPast {
  readonly name: string;
  readonly logContent: Float64Array;
  readonly logSupply: Float64Array;
}

/** Everything that several markets share, at every state: the same for a seed whatever markets there are. */
export interface Surroundings {
  readonly etherUsd: Float64Array;
  readonly gasGwei: Float64Array;
  /** Demand for leverage: added to the logarithm of the rate that contents borrowers. */
  readonly leverage: Float64Array;
  readonly panic: StressTimes;
  readonly assets: readonly AssetPast[];
  readonly protocols: readonly ProtocolPast[];
}

export function surroundings(grid: TimeGrid, seed: number): Surroundings {
  const panic = stressTimes(grid, STRESS.panicsAYear, randomStream(seed, STREAMS.panic));
  return {
    ...etherGasAndLeverage(grid, seed, panic),
    panic,
    assets: ASSETS.map((_, asset) => assetPast(grid, seed, asset)),
    protocols: PROTOCOLS.map((name, protocol) => {
      const path = (place: number, process: Parameters<typeof meanRevertingPath>[0]) =>
        meanRevertingPath(process, statesOf(grid), grid.stepSeconds, randomStream(seed, STREAMS.protocol + protocol * 10 + place));
      return { name, logContent: path(0, CONTENT_BORROW_APR.protocol), logSupply: path(1, SUPPLY.protocol) };
    }),
  };
}

/** Ether is a geometric Brownian motion with jumps (Merton, 1976); its jumps and panics drive gas, and demand for leverage goes with it. */
function etherGasAndLeverage(grid: TimeGrid, seed: number, panic: StressTimes) {
  const states = statesOf(grid);
  const stepDays = grid.stepSeconds / DAY_SECONDS;
  const etherUsd = new Float64Array(states);
  const leverage = new Float64Array(states);
  const gasGwei = meanRevertingPath(GAS.slow, states, grid.stepSeconds, randomStream(seed, STREAMS.gas));
  const fast = stepOf(GAS.fast, grid.stepSeconds);
  const slow = stepOf(CONTENT_BORROW_APR.leverage, grid.stepSeconds);
  const ether = randomStream(seed, STREAMS.ether);
  const own = randomStream(seed, STREAMS.leverage);
  const panicStarts = new Set(panic.starts);
  const diffusion = ETHER.dailyDeviation * Math.sqrt(stepDays);
  const jumping = 1 - Math.exp(-ETHER.jumpsADay * stepDays);
  const apart = Math.sqrt(1 - ETHER.leverageCorrelation ** 2);
  let logEther = Math.log(ETHER.startUsd);
  let demand = CONTENT_BORROW_APR.leverage.deviation * own.normal();
  let excitement = 0;
  for (let i = 0; i < states; i++) {
    const common = ether.normal();
    const jump = (ether.uniform() < jumping ? ETHER.jumpDeviation * ether.normal() : 0) - (panicStarts.has(i) ? ETHER.panicFall : 0);
    logEther += diffusion * common + jump - (diffusion * diffusion) / 2;
    demand = slow.kept * demand + slow.noise * (ETHER.leverageCorrelation * common + apart * own.normal());
    excitement = fast.kept * excitement + fast.noise * own.normal() + GAS.etherJump * Math.abs(jump);
    if (panicStarts.has(i)) excitement += GAS.panic;
    etherUsd[i] = Math.exp(logEther);
    leverage[i] = demand;
    gasGwei[i] = GAS.medianGwei * Math.exp((gasGwei[i] as number) + excitement);
  }
  return { etherUsd, gasGwei, leverage };
}
