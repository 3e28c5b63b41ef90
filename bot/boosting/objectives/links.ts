import { MalformedModelError } from "../errors.ts";

/** How an objective turns margins into predictions, and a base score into a margin. */
export interface Link {
  marginOf(baseScore: number): number;
  /** Row by row, rows × outputs, in place. */
  apply(margins: Float32Array, outputs: number): void;
}

export function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}

const IDENTITY: Link = { marginOf: (baseScore) => baseScore, apply: () => {} };

const LOGISTIC: Link = {
  marginOf: (baseScore) => -Math.log(1 / baseScore - 1),
  apply(margins) {
    for (let i = 0; i < margins.length; i++) margins[i] = sigmoid(margins[i] as number);
  },
};

const LOG: Link = {
  marginOf: (baseScore) => Math.log(baseScore),
  apply(margins) {
    for (let i = 0; i < margins.length; i++) margins[i] = Math.exp(margins[i] as number);
  },
};

const SOFTMAX: Link = {
  marginOf: (baseScore) => baseScore,
  apply(margins, outputs) {
    for (let base = 0; base < margins.length; base += outputs) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = base; k < base + outputs; k++) highest = Math.max(highest, margins[k] as number);
      let sum = 0;
      for (let k = base; k < base + outputs; k++) sum += Math.exp((margins[k] as number) - highest);
      for (let k = base; k < base + outputs; k++) margins[k] = Math.exp((margins[k] as number) - highest) / sum;
    }
  },
};

const LINKS: ReadonlyMap<string, Link> = new Map([
  ["reg:squarederror", IDENTITY],
  ["reg:linear", IDENTITY],
  ["reg:squaredlogerror", IDENTITY],
  ["reg:pseudohubererror", IDENTITY],
  ["reg:absoluteerror", IDENTITY],
  ["reg:quantileerror", IDENTITY],
  ["reg:logistic", LOGISTIC],
  ["binary:logistic", LOGISTIC],
  ["reg:gamma", LOG],
  ["reg:tweedie", LOG],
  ["count:poisson", LOG],
  ["multi:softprob", SOFTMAX],
]);

/** @throws MalformedModelError for an objective whose predictions are something else. */
export function linkOf(objectiveName: string): Link {
  const link = LINKS.get(objectiveName);
  if (link === undefined) {
    throw new MalformedModelError(`its objective "${objectiveName}" is none of ${[...LINKS.keys()].join(", ")}`);
  }
  return link;
}
