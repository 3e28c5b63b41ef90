import { UnknownModelKindError } from "../models/errors.ts";
import type { ModelKind, QuantileModel } from "./quantileModel.ts";
import { QUANTILE_LEVELS } from "./samples.ts";

/** The name of the kind. */
export const ENSEMBLE = "ensemble";

const FILE = "ensemble.json";

/** How much each member counts, by horizon and then by member; what is missing to one goes to persistence, whose z is zero. */
export type EnsembleWeights = readonly (readonly number[])[];

interface EnsembleParameters {
  readonly horizonsSeconds: readonly number[];
  readonly members: readonly string[];
  readonly weights: EnsembleWeights;
}

export interface Member {
  readonly kind: string;
  readonly model: QuantileModel;
}

/**
 * Several models as one: at each level the weighted mean of the members' quantiles (Vincentization; Lichtendahl, Grushka-Cockayne and Winkler
 * 2013 find it sharper than the mean of their probabilities). Weights are learned on forecasts of times that no member was trained on, see
 * `combinationWeights`.
 */
export function ensembleModel(members: readonly Member[], weights: EnsembleWeights): QuantileModel {
  const horizonsSeconds = members[0]?.model.horizonsSeconds ?? [];
  const group = QUANTILE_LEVELS.length;
  return {
    horizonsSeconds,
    predict(batch) {
      const answers = new Float32Array(batch.count * horizonsSeconds.length * group);
      members.forEach(({ model }, member) => {
        if (weights.every((ofHorizon) => ofHorizon[member] === 0)) return;
        addWeighted(answers, model.predict(batch), horizonsSeconds.length, (horizon) => weights[horizon]?.[member] ?? 0);
      });
      return answers;
    },
    files() {
      const parameters: EnsembleParameters = { horizonsSeconds, members: members.map(({ kind }) => kind), weights };
      const files = members.flatMap(({ kind, model }) => [...model.files()].map(([name, bytes]) => [`${kind}.${name}`, bytes] as const));
      return new Map<string, Uint8Array>([[FILE, Buffer.from(`${JSON.stringify(parameters)}\n`)], ...files]);
    },
  };
}

/** The members of an ensemble, ready to forecast by themselves as well. */
export function ensembleMembers(files: ReadonlyMap<string, Uint8Array>, kinds: ReadonlyMap<string, Pick<ModelKind, "load">>) {
  const parameters = JSON.parse(Buffer.from(files.get(FILE) ?? new Uint8Array()).toString("utf8")) as EnsembleParameters;
  const members = parameters.members.map((kind): Member => {
    const own = [...files]
      .filter(([name]) => name.startsWith(`${kind}.`))
      .map(([name, bytes]) => [name.slice(kind.length + 1), bytes] as const);
    const loader = kinds.get(kind);
    if (loader === undefined) throw new UnknownModelKindError(FILE, kind, [...kinds.keys()]);
    return { kind, model: loader.load(new Map(own)) };
  });
  return { members, weights: parameters.weights };
}

/** Adds a member's quantiles, each horizon with its weight. */
export function addWeighted(
  answers: Float32Array,
  quantilesZ: Float32Array,
  horizons: number,
  weightOf: (horizon: number) => number,
): void {
  const group = QUANTILE_LEVELS.length;
  for (let horizon = 0; horizon < horizons; horizon++) {
    const weight = weightOf(horizon);
    for (let start = horizon * group; start < answers.length; start += horizons * group) {
      for (let i = start; i < start + group; i++) answers[i] = (answers[i] as number) + weight * (quantilesZ[i] as number);
    }
  }
}
