import type { EncoderSettings } from "../settings.ts";
import { bilstmEncoder } from "./bilstmEncoder.ts";
import type { Encoder, WindowShape } from "./encoder.ts";
import { transformerEncoder } from "./transformerEncoder.ts";

export function encoderOf(settings: EncoderSettings, window: WindowShape): Encoder {
  return settings.kind === "bilstm" ? bilstmEncoder(settings, window) : transformerEncoder(settings, window);
}
