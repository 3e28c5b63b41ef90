import type { SeededRandom } from "../seededRandom.ts";

/** One array of numbers that training finds. */
export interface Parameter {
  /** As "layer-1.forward.kernel": unique in its network. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialise: Initialiser;
  /** Whether weight decay draws it to zero: kernels, not biases. */
  readonly decays: boolean;
}

/** Fills the parameter's place with the values that training begins from. */
export type Initialiser = (values: Float32Array, shape: readonly number[], random: SeededRandom) => void;

export const zeros: Initialiser = (values) => {
  values.fill(0);
};

export const ones: Initialiser = (values) => {
  values.fill(1);
};

/** Glorot and Bengio 2010: uniform within ±√(6 / (rows + columns)). */
export const glorotUniform: Initialiser = (values, shape, random) => {
  const [rows = 1, columns = 1] = shape;
  const limit = Math.sqrt(6 / (rows + columns));
  for (let i = 0; i < values.length; i++) values[i] = (2 * random.next() - 1) * limit;
};

/** Where each parameter lies in the one array that holds them all, in the order of the list. */
export class ParameterLayout {
  readonly parameters: readonly Parameter[];
  readonly size: number;
  readonly #offsets = new Map<string, { readonly start: number; readonly end: number }>();

  constructor(parameters: readonly Parameter[]) {
    this.parameters = parameters;
    let end = 0;
    for (const { name, shape } of parameters) {
      const start = end;
      end += shape.reduce((product, dimension) => product * dimension, 1);
      this.#offsets.set(name, { start, end });
    }
    this.size = end;
  }

  /** @returns The parameter's place in the array: a view, not a copy. */
  viewOf(name: string, all: Float32Array): Float32Array {
    const place = this.#offsets.get(name);
    if (place === undefined) throw new Error(`the network has no parameter "${name}"`);
    return all.subarray(place.start, place.end);
  }

  initialise(random: SeededRandom): Float32Array {
    const all = new Float32Array(this.size);
    for (const { name, shape, initialise } of this.parameters) initialise(this.viewOf(name, all), shape, random);
    return all;
  }
}
