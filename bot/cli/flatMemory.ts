import { setFlagsFromString } from "node:v8";

/**
 * For commands that stream rows by the hundred thousand. All they make lives for moments, but V8 lets the space for the young grow before it
 * looks what is dead: on the 333,799 rows of hourly history the process took 330 MB, and with this 170 MB, in the same time.
 */
export function keepMemoryFlat(): void {
  setFlagsFromString("--max-semi-space-size=4");
}
