/** The keeper's own time, for waiting and for records. What a plan may still do is judged by the chain's time, never by this. */
export interface Clock {
  nowMilliseconds(): number;
  /** Resolves when the time is over, or at once when `stop` is aborted. */
  sleep(milliseconds: number, stop?: AbortSignal): Promise<void>;
}
