/** Time and chance as the RPC layer sees them. */
export interface RpcClock {
  /** Wall-clock time: HTTP dates are held against it. */
  nowMilliseconds(): number;
  pause(milliseconds: number): Promise<void>;
  /** From 0 up to but not including 1. */
  random(): number;
}

export const systemRpcClock: RpcClock = {
  nowMilliseconds: () => Date.now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};
