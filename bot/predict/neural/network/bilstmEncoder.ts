import { BLOCK_ROWS } from "../inference/blockRows.ts";
import type { FloatMemory } from "../inference/floatMemory.ts";
import { prepareLstm } from "../inference/lstm.ts";
import { allocateRows, columnsFrom, type Rows } from "../inference/rows.ts";
import { timeMajor } from "../inference/timeMajor.ts";
import type { BilstmSettings } from "../settings.ts";
import type { EncodeRows, Encoder, WindowShape } from "./encoder.ts";
import { glorotUniform, type Initialiser, type Parameter } from "./parameters.ts";

const DIRECTIONS = ["forward", "backward"] as const;

/** One direction of one layer: what it is called and how large it is. */
export interface LstmLayer {
  readonly direction: (typeof DIRECTIONS)[number];
  /** Its parameters' names begin with it. */
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
}

/** Bidirectional LSTM layers, one over the other; the encoding is what both directions of the last know when they have read everything. */
export function bilstmEncoder({ units }: BilstmSettings, window: WindowShape): Encoder {
  const layers = lstmLayers(units, window.channels);
  return {
    parameters: layers.flat().flatMap(parametersOf),
    encodingSize: 2 * (units.at(-1) ?? 0),
    prepare: (memory, weightsOf) => prepare(layers, window, memory, weightsOf),
    async loadGraph() {
      const { bilstmGraph } = await import("../graph/bilstmGraph.ts");
      return bilstmGraph(layers);
    },
  };
}

function lstmLayers(units: readonly number[], channels: number): readonly (readonly LstmLayer[])[] {
  return units.map((own, layer) => {
    const inputs = layer === 0 ? channels : 2 * (units[layer - 1] as number);
    return DIRECTIONS.map((direction) => ({ direction, name: `lstm-${layer + 1}.${direction}`, inputs, units: own }));
  });
}

function parametersOf({ name, inputs, units }: LstmLayer): readonly Parameter[] {
  return [
    { name: `${name}.kernel`, shape: [inputs, 4 * units], initialise: glorotUniform, decays: true },
    { name: `${name}.recurrent-kernel`, shape: [units, 4 * units], initialise: glorotUniform, decays: true },
    { name: `${name}.bias`, shape: [4 * units], initialise: openForgetGate, decays: false },
  ];
}

/** Józefowicz et al. 2015: an LSTM that begins by remembering learns faster. */
const openForgetGate: Initialiser = (values) => {
  values.fill(0).fill(1, values.length / 4, values.length / 2);
};

function prepare(
  layers: readonly (readonly LstmLayer[])[],
  window: WindowShape,
  memory: FloatMemory,
  weightsOf: (name: string) => Float32Array,
): EncodeRows {
  const { steps, channels } = window;
  const rows = steps * BLOCK_ROWS;
  const input = allocateRows(memory, rows, channels);
  const prepared = layers.map((directions) => ({
    out: allocateRows(memory, rows, 2 * (directions[0]?.units ?? 0)),
    passes: directions.map(({ name, inputs, units, direction }, side) => ({
      direction,
      column: side * units,
      run: prepareLstm(
        memory,
        {
          inputs,
          units,
          kernel: weightsOf(`${name}.kernel`),
          recurrentKernel: weightsOf(`${name}.recurrent-kernel`),
          bias: weightsOf(`${name}.bias`),
        },
        rows,
      ),
    })),
  }));

  return (values, count, encodings) => {
    timeMajor(values, count, window, input);
    let sequence: Rows = input;
    for (const { out, passes } of prepared) {
      for (const { direction, column, run } of passes) run({ sequence, steps, count, direction, out: columnsFrom(out, column) });
      sequence = out;
    }
    copyLastStates(sequence, steps, count, encodings, 2 * (layers.at(-1)?.[0]?.units ?? 0));
  };
}

/** The forward half at the last step beside the backward half at the first. */
function copyLastStates(states: Rows, steps: number, count: number, encodings: Rows, size: number): void {
  const { values } = states.memory;
  for (let row = 0; row < count; row++) {
    const to = encodings.from + row * encodings.stride;
    const last = states.from + ((steps - 1) * count + row) * states.stride;
    const first = states.from + row * states.stride;
    values.copyWithin(to, last, last + size / 2);
    values.copyWithin(to + size / 2, first + size / 2, first + size);
  }
}
