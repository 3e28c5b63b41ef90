import { createHash } from "node:crypto";
import type { Mutation } from "./mutation.ts";

/**
 * All mutations in an order whose every beginning holds each file in proportion to its share. A mutation's place in its file depends on the
 * seed and its id alone: new code moves none of the old.
 */
export function proportionalOrder(mutations: readonly Mutation[], seed: string): readonly Mutation[] {
  const files = [...new Set(mutations.map(({ file }) => file))];
  const placed = files.flatMap((file) => {
    const ofFile = mutations.filter((mutation) => mutation.file === file);
    const drawn = ofFile.map((mutation) => ({ mutation, draw: drawOf(seed, mutation.id) })).toSorted((one, other) => one.draw - other.draw);
    return drawn.map(({ mutation, draw }, index) => ({ mutation, place: (index + 0.5) / drawn.length, draw }));
  });
  return placed.toSorted((one, other) => one.place - other.place || one.draw - other.draw).map(({ mutation }) => mutation);
}

function drawOf(seed: string, id: string): number {
  return createHash("sha256").update(`${seed}/${id}`).digest().readUInt32BE();
}

/** Hands out mutations until `count` of them have counted; what turns out not to count (it changes nothing) makes room for the next. */
export interface Selection {
  /** The next mutation; "wait" while it depends on one in progress; undefined when there is none left to hand out. */
  next(): Mutation | "wait" | undefined;
  settle(mutation: Mutation, counts: boolean): void;
}

/**
 * Takes the mutations in order, but first one that counts of every operator. Whichever of them finishes first, the same ones count in the
 * end: an operator's first that can, and then the first of all.
 */
export function createSelection(ordered: readonly Mutation[], count: number): Selection {
  const untouched = new Set(ordered);
  const running = new Set<Mutation>();
  const counted = new Set<Mutation>();
  const operators = new Set(ordered.map(({ operator }) => operator));

  const isTried = (operator: string) => [...running, ...counted].some((mutation) => mutation.operator === operator);
  const candidate = () => {
    const missing = [...operators].filter((operator) => !isTried(operator));
    const remaining = [...untouched];
    return remaining.find(({ operator }) => missing.includes(operator)) ?? remaining[0];
  };

  return {
    next() {
      const chosen = running.size + counted.size < count ? candidate() : undefined;
      if (chosen === undefined) return running.size > 0 && counted.size < count ? "wait" : undefined;
      untouched.delete(chosen);
      running.add(chosen);
      return chosen;
    },
    settle(mutation, counts) {
      running.delete(mutation);
      if (counts) counted.add(mutation);
    },
  };
}
