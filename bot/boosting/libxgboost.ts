import { createRequire } from "node:module";
import { BoostingInputError } from "./errors.ts";

/** XGBoost's own library, where it is installed: what our trainer and scorer are compared with. */
export interface Libxgboost {
  /** Such as "1.7.4". */
  readonly version: string;
  /**
   * Trains with XGBoost's parameters ("objective", "max_depth", …).
   *
   * @returns The model as XGBoost's JSON.
   */
  train(data: LibxgboostData, parameters: Readonly<Record<string, string | number>>, rounds: number): string;
  /**
   * What XGBoost says of rows with a model in its JSON.
   *
   * @param features Row by row, rows × columns; NaN is "not known".
   * @returns Row by row: rows × outputs, of contributions rows × outputs × (columns + 1).
   */
  predict(json: string, features: Float32Array, rows: number, kind: PredictionKind): Float32Array;
  /** A model in XGBoost's JSON that stays loaded, and predicts on one thread. It is to be closed. */
  open(json: string): LibxgboostModel;
}

export interface LibxgboostModel {
  /** As `Libxgboost.predict`. */
  predict(features: Float32Array, rows: number, kind: PredictionKind): Float32Array;
  close(): void;
}

export interface LibxgboostData {
  /** Row by row, labels.length × columns; NaN is "not known". */
  readonly features: Float32Array;
  readonly labels: Float32Array;
  readonly weights?: Float32Array;
}

export type PredictionKind = "predictions" | "margins" | "contributions";

/** The option mask of XGBoosterPredict. */
const PREDICTION_MASKS: Readonly<Record<PredictionKind, number>> = { predictions: 0, margins: 1, contributions: 4 };

const FILE_NAMES: readonly string[] = ["libxgboost.so.0", "libxgboost.so", "libxgboost.dylib", "xgboost.dll"];

type Koffi = typeof import("koffi");
type KoffiLibrary = ReturnType<Koffi["load"]>;
type Handle = unknown;

/**
 * The library, or why there is none: the package koffi (optional) or the library itself (Debian: libxgboost0) is not installed.
 *
 * @param fileNames Tried in turn; the system looks for them where it looks for libraries.
 */
export function openLibxgboost(
  fileNames = FILE_NAMES,
): { readonly library: Libxgboost } | { readonly library: null; readonly reason: string } {
  let koffi: Koffi;
  try {
    koffi = createRequire(import.meta.url)("koffi") as Koffi;
  } catch (error) {
    return { library: null, reason: `the package koffi cannot be loaded: ${firstLine(error)}` };
  }
  // Debian's libxgboost needs it and does not always find it; others have it built in.
  firstThatLoads(koffi, ["libdmlc.so.0", "libdmlc.so"]);
  const found = firstThatLoads(koffi, fileNames);
  if (found.library === null) return { library: null, reason: `libxgboost cannot be loaded: ${found.reason}` };
  try {
    return { library: bind(koffi, found.library) };
  } catch (error) {
    return { library: null, reason: `libxgboost has not the functions of XGBoost 1.6 or later: ${firstLine(error)}` };
  }
}

function firstThatLoads(koffi: Koffi, names: readonly string[]): { library: KoffiLibrary } | { library: null; reason: string } {
  const reasons: string[] = [];
  for (const name of names) {
    try {
      return { library: koffi.load(name) };
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`);
    }
  }
  return { library: null, reason: reasons.join("; ") };
}

function bind(koffi: Koffi, library: KoffiLibrary): Libxgboost {
  const lastError = library.func("const char *XGBGetLastError()") as () => string;
  /** A function of the library as one that throws what went wrong. */
  const declare = (definition: string) => {
    const call = library.func(definition) as (...values: unknown[]) => number;
    return (...values: unknown[]): void => {
      if (call(...values) !== 0)
        throw new BoostingInputError(`XGBoost refuses: ${lastError().trim()}`, "Give it data and parameters that it takes.");
    };
  };
  const version = library.func("void XGBoostVersion(_Out_ int *, _Out_ int *, _Out_ int *)");
  const createMatrix = declare("int XGDMatrixCreateFromMat(const float *, uint64_t, uint64_t, float, _Out_ void **)");
  const setFloats = declare("int XGDMatrixSetFloatInfo(void *, const char *, const float *, uint64_t)");
  const freeMatrix = declare("int XGDMatrixFree(void *)");
  const createBooster = declare("int XGBoosterCreate(void **, uint64_t, _Out_ void **)");
  const setParameter = declare("int XGBoosterSetParam(void *, const char *, const char *)");
  const update = declare("int XGBoosterUpdateOneIter(void *, int, void *)");
  const load = declare("int XGBoosterLoadModelFromBuffer(void *, const void *, uint64_t)");
  const save = declare("int XGBoosterSaveModelToBuffer(void *, const char *, _Out_ uint64_t *, _Out_ void **)");
  const predictRows = declare("int XGBoosterPredict(void *, void *, int, uint32_t, int, _Out_ uint64_t *, _Out_ void **)");
  const freeBooster = declare("int XGBoosterFree(void *)");

  /** What a function of the library gives through its last argument. */
  const created = (create: (out: [Handle]) => void): Handle => {
    const out: [Handle] = [null];
    create(out);
    return out[0];
  };
  const withMatrix = <T>(features: Float32Array, rows: number, use: (matrix: Handle) => T): T => {
    const matrix = created((out) => createMatrix(features, rows, features.length / rows, Number.NaN, out));
    try {
      return use(matrix);
    } finally {
      freeMatrix(matrix);
    }
  };
  /** A copy of what lies at a pointer of the library, which it will use again. */
  const copyOf = (pointer: Handle, bytes: number): ArrayBuffer => (bytes === 0 ? new ArrayBuffer(0) : koffi.view(pointer, bytes).slice(0));

  const open = (json: string): LibxgboostModel => {
    const booster = created((out) => createBooster([], 0, out));
    const close = () => freeBooster(booster);
    try {
      const model = new TextEncoder().encode(json);
      load(booster, model, model.length);
      setParameter(booster, "nthread", "1");
    } catch (error) {
      close();
      throw error;
    }
    return {
      predict: (features, rows, kind) =>
        withMatrix(features, rows, (matrix) => {
          const length: [number] = [0];
          const values = created((out) => predictRows(booster, matrix, PREDICTION_MASKS[kind], 0, 0, length, out));
          return new Float32Array(copyOf(values, 4 * Number(length[0])));
        }),
      close,
    };
  };

  const numbers: [number][] = [[0], [0], [0]];
  version(...numbers);
  return {
    version: numbers.flat().join("."),
    train({ features, labels, weights }, parameters, rounds) {
      return withMatrix(features, labels.length, (matrix) => {
        setFloats(matrix, "label", labels, labels.length);
        if (weights !== undefined) setFloats(matrix, "weight", weights, weights.length);
        const booster = created((out) => createBooster([matrix], 1, out));
        try {
          for (const [name, value] of Object.entries(parameters)) setParameter(booster, name, String(value));
          for (let round = 0; round < rounds; round++) update(booster, round, matrix);
          const length: [number] = [0];
          const json = created((out) => save(booster, '{"format":"json"}', length, out));
          return new TextDecoder().decode(copyOf(json, Number(length[0])));
        } finally {
          freeBooster(booster);
        }
      });
    },
    predict(json, features, rows, kind) {
      const model = open(json);
      try {
        return model.predict(features, rows, kind);
      } finally {
        model.close();
      }
    },
    open,
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
