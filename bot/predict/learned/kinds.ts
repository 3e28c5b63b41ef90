

import { boosted } from "./boosted.ts";
import { linear } from "./linear.ts";
import type { ModelKind, QuantileModel } from "./quantileModel.ts";
import { UnknownModelKindError } from "./unknownModelKindError.ts";

/** What a model of some kind is read by. */
export type MemberKind = Pick<ModelKind, "name" | "load">;

/** Every kind of model that can be trained. */
export const MODEL_KINDS: ReadonlyMap<string, ModelKind> = new Map([linear, boosted].map((kind) => [kind.name, kind]));

export function loadMember(kinds: ReadonlyMap<string, MemberKind>, name: string, files: ReadonlyMap<string, Uint8Array>): QuantileModel {
  const kind = kinds.get(name);
  if (kind === undefined) throw new UnknownModelKindError(name, [...kinds.keys()]);
  return kind.load(files);
}
