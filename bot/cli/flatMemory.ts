import { setFlagsFromString } from "node:v8";

/**
 * For commands that stream rows by the hundred thousand. All they make lives for moments, but V8 lets the space for the young grow before it
 * looks what is dead, and would take 330 MB for the 333,799 rows of hourly history, of which 20 MB are alive.
 */
export function keepMemoryFlat(): void {
  setFlagsFromString("--max-semi-space-size=4");
  setFlagsFromString("--semi-space-growth-factor=1");
}
