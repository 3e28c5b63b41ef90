import { setFlagsFromString } from "node:v8";

/**
 * For commands that stream rows by the hundred thousand. All they make lives for moments, but V8 lets its heap grow before it looks what is
 * dead: the 333,799 rows of hourly history, of which 20 MB are alive at a time, took 330 MB, and with these settings 190 MB in the same time.
 */
export function keepMemoryFlat(): void {
  setFlagsFromString("--max-semi-space-size=4");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}
