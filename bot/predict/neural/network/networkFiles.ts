import { z } from "zod";
import { networkParts, type TrainedNetwork } from "./network.ts";
import { UnreadableNetworkError } from "./unreadableNetworkError.ts";

const DESCRIPTION_FILE = "network.json";
const WEIGHTS_FILE = "weights.bin";

const count = z.number().int().nonnegative();
const names = z.array(z.string());
const scale = z.object({ mean: z.array(z.number()), deviation: z.array(z.number().positive()) });

const schema = z.object({
  description: z.object({
    settings: z.object({
      encoder: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("bilstm"), units: z.array(count.positive()).min(1) }),
        z.object({ kind: z.literal("transformer"), layers: count, modelSize: count, heads: count, feedForwardSize: count }),
      ]),
      readsFeatures: z.boolean(),
      headUnits: count,
    }),
    steps: count,
    channelNames: names,
    featureNames: names,
    horizonsSeconds: z.array(count),
    levels: z.array(z.number()),
  }),
  scaler: z.object({ window: scale, features: scale }),
  seed: z.number(),
  epochs: count,
});

/** `network.json`: what the network is and how its inputs are scaled; `weights.bin`: its weights, little-endian floats of 4 bytes. */
export function writeNetwork({ weights, ...network }: TrainedNetwork): ReadonlyMap<string, Uint8Array> {
  return new Map([
    [DESCRIPTION_FILE, new TextEncoder().encode(`${JSON.stringify(network, null, 2)}\n`)],
    [WEIGHTS_FILE, bytesOf(weights)],
  ]);
}

/** @throws UnreadableNetworkError when the files are not those of a network, or the weights are not as many as it needs. */
export function readNetwork(files: ReadonlyMap<string, Uint8Array>): TrainedNetwork {
  const network = readDescription(fileOf(files, DESCRIPTION_FILE));
  const weights = floatsOf(fileOf(files, WEIGHTS_FILE));
  const { size } = networkParts(network.description).layout;
  if (weights.length !== size) throw new UnreadableNetworkError(`it needs ${size} weights, ${WEIGHTS_FILE} has ${weights.length}`);
  return { ...network, weights };
}

function readDescription(bytes: Uint8Array): Omit<TrainedNetwork, "weights"> {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new UnreadableNetworkError(`${DESCRIPTION_FILE} does not describe one`, cause);
  }
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new UnreadableNetworkError(`its file ${name} is missing`);
  return bytes;
}

/** Little-endian whatever the machine is. */
export function bytesOf(floats: Float32Array): Uint8Array {
  const bytes = new Uint8Array(floats.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < floats.length; i++) view.setFloat32(4 * i, floats[i] as number, true);
  return bytes;
}

/** @param bytes As `bytesOf` made them. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}
