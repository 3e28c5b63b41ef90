import { request } from "./channels/http.ts";

/**
 * A dead man's switch: an address that is asked for from time to time for as long as all is well. Whoever keeps that address tells when it stops, be it that
 * the process, its machine, its database or its way to the world is gone.
 */
export interface Heartbeat {
  readonly everySeconds: number;
  /** @throws DeliveryFailed */
  beat(): Promise<void>;
}

const TIMEOUT_SECONDS = 10;

export function httpHeartbeat(url: string, everySeconds: number): Heartbeat {
  return { everySeconds, beat: () => request({ url, timeoutSeconds: TIMEOUT_SECONDS, secrets: [] }) };
}
