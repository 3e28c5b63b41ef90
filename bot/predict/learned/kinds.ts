import { bilstm, bilstm7x4 } from "../neural/bilstm.ts";
import { transformer } from "../neural/transformer.ts";
import { boosted } from "./boosted.ts";
import { linear } from "./linear.ts";
import type { ModelKind } from "./quantileModel.ts";

/** Every kind of model that can be trained by itself, by name; an ensemble is made of these. */
export const MODEL_KINDS: ReadonlyMap<string, ModelKind> = new Map(
  [linear, boosted, bilstm, bilstm7x4, transformer].map((kind) => [kind.name, kind]),
);

export const MODEL_KIND_NAMES: readonly string[] = [...MODEL_KINDS.keys()];
