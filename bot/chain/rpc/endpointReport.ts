import type { Endpoint } from "./endpoint.ts";
import { isBehind } from "./health.ts";

/** How an endpoint does, in the terms that a person asks in. */
export interface EndpointReport {
  /** Its URL without keys. */
  readonly endpoint: string;
  readonly state: "healthy" | "failing" | "rate-limited" | "behind" | "wrong-chain" | "unknown";
  /** From 0 to 1. */
  readonly score: number;
  readonly latencyMilliseconds: number | null;
  readonly head: number | null;
  /** What is wrong with it; empty when nothing is. */
  readonly detail: string;
}

export function reportOf(endpoint: Endpoint, expectedChainId: number): EndpointReport {
  const { health, chainId } = endpoint;
  const latency = health.latencyMilliseconds;
  return {
    endpoint: endpoint.name,
    ...stateOf(endpoint, expectedChainId),
    score: chainId !== null && chainId !== expectedChainId ? 0 : Math.round(endpoint.score() * 100) / 100,
    latencyMilliseconds: latency === null ? null : Math.round(latency),
    head: health.head?.number ?? null,
  };
}

/** All endpoints on one line. */
export function reportLine(reports: readonly EndpointReport[]): string {
  return reports
    .map(({ endpoint, state, score, latencyMilliseconds, detail }) => {
      const measured = latencyMilliseconds === null ? "" : ` (score ${score.toFixed(2)}, ${latencyMilliseconds} ms)`;
      return `${endpoint} ${state === "healthy" || state === "unknown" ? state : detail}${measured}`;
    })
    .join("; ");
}

function stateOf(endpoint: Endpoint, expectedChainId: number): Pick<EndpointReport, "state" | "detail"> {
  const { health, chainId } = endpoint;
  if (chainId !== null && chainId !== expectedChainId) return { state: "wrong-chain", detail: `serves chain ${chainId}` };
  const rest = endpoint.millisecondsToRest();
  if (rest > 0) return { state: "rate-limited", detail: `rests for another ${Math.ceil(rest / 1000)} s` };
  if (health.failuresInARow > 0) return { state: "failing", detail: `fails: ${endpoint.lastFailure}` };
  if (isBehind(health)) return { state: "behind", detail: `is ${health.blocksBehind} blocks behind` };
  return { state: chainId === null ? "unknown" : "healthy", detail: "" };
}
