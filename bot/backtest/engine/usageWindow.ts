import type { UnixSeconds } from "../../core/units.ts";

/** As `RollingWindow.sol`: six buckets of a fifth of a day, so that 24 hours are never counted short. */
const BUCKET_SECONDS = 86_400 / 5;
const BUCKETS = 6;

/** What was used of a budget within a day, as the contract counts it: forgotten after 24 to 28.8 hours. */
export class UsageWindow {
  readonly #buckets: number[] = new Array<number>(BUCKETS).fill(0);
  #newest = 0;

  add(amount: number, atSeconds: UnixSeconds): void {
    this.#advance(atSeconds);
    this.#buckets[0] = (this.#buckets[0] as number) + amount;
  }

  total(atSeconds: UnixSeconds): number {
    this.#advance(atSeconds);
    return this.#buckets.reduce((sum, amount) => sum + amount, 0);
  }

  #advance(atSeconds: UnixSeconds): void {
    const bucket = Math.floor(atSeconds / BUCKET_SECONDS);
    const passed = Math.min(BUCKETS, bucket - this.#newest);
    for (let i = 0; i < passed; i++) {
      this.#buckets.pop();
      this.#buckets.unshift(0);
    }
    this.#newest = bucket;
  }
}
