import { followRisk } from "./riskShares.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Hierarchical risk parity (López de Prado 2016, "Building Diversified Portfolios that Outperform Out of Sample"): markets that vary together share
 * one part of the money. It inverts no matrix, so that what is uncertain about correlations does not multiply.
 */
export const hierarchicalRiskParity: Strategy = {
  name: "hierarchical-risk-parity",
  usesCovariance: true,
  propose: (situation) => followRisk(situation, hierarchicalShares),
};

/**
 * Shares that sum to one: markets in the order of a single-linkage tree, which puts what is alike side by side, halved again and again, each half
 * given money in inverse proportion to its variance.
 *
 * @param covariance Symmetric and positive semi-definite, its diagonal positive.
 */
export function hierarchicalShares(covariance: readonly Float64Array[]): readonly number[] {
  const shares = covariance.map(() => 1);
  const halve = (members: readonly number[]): void => {
    if (members.length < 2) return;
    const middle = Math.floor(members.length / 2);
    const [left, right] = [members.slice(0, middle), members.slice(middle)];
    const [ofLeft, ofRight] = [clusterVariance(covariance, left), clusterVariance(covariance, right)];
    const given = ofRight / (ofLeft + ofRight);
    for (const i of left) shares[i] = (shares[i] ?? 0) * given;
    for (const i of right) shares[i] = (shares[i] ?? 0) * (1 - given);
    halve(left);
    halve(right);
  };
  halve(linkageOrder(covariance));
  return shares;
}

/** The variance of a cluster whose members are held in inverse proportion to theirs. */
function clusterVariance(covariance: readonly Float64Array[], members: readonly number[]): number {
  const inverse = members.map((i) => 1 / (covariance[i]?.[i] as number));
  const whole = inverse.reduce((sum, one) => sum + one, 0);
  let variance = 0;
  members.forEach((i, a) => {
    members.forEach((j, b) => {
      variance += ((inverse[a] as number) * (inverse[b] as number) * (covariance[i]?.[j] as number)) / whole ** 2;
    });
  });
  return variance;
}

interface Cluster {
  /** Of the order in which clusters came to be, the single markets first. */
  readonly id: number;
  readonly members: readonly number[];
}

/**
 * The leaves of the single-linkage tree, in each fork the older branch first. Markets are as far apart as their distances √((1 − ρ) / 2) to all
 * markets are different, by the Euclidean norm.
 */
function linkageOrder(covariance: readonly Float64Array[]): readonly number[] {
  const apart = distances(covariance);
  let clusters: readonly Cluster[] = covariance.map((_, id) => ({ id, members: [id] }));
  for (let id = covariance.length; clusters.length > 1; id++) {
    const [first, second] = closest(clusters, apart);
    const joined = { id, members: [...first.members, ...second.members] };
    clusters = [...clusters.filter((one) => one !== first && one !== second), joined];
  }
  return clusters[0]?.members ?? [];
}

/** Clusters are in the order of their ids, so that the older one of a pair comes first, and of equal pairs the oldest. */
function closest(clusters: readonly Cluster[], apart: readonly Float64Array[]): readonly [Cluster, Cluster] {
  let found: readonly [Cluster, Cluster] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [a, first] of clusters.entries()) {
    for (const second of clusters.slice(a + 1)) {
      const distance = Math.min(...first.members.flatMap((i) => second.members.map((j) => apart[i]?.[j] as number)));
      if (found === null || distance < least) [found, least] = [[first, second], distance];
    }
  }
  if (found === null) throw new RangeError("two clusters are needed to join two");
  return found;
}

function distances(covariance: readonly Float64Array[]): readonly Float64Array[] {
  const own = covariance.map((row, i) =>
    row.map((one, j) => {
      const correlation = one / Math.sqrt((row[i] as number) * (covariance[j]?.[j] as number));
      return i === j ? 0 : Math.sqrt(Math.max(0, 1 - correlation) / 2);
    }),
  );
  return own.map((row) =>
    Float64Array.from(own, (other) => Math.sqrt(row.reduce((sum, one, k) => sum + (one - (other[k] as number)) ** 2, 0))),
  );
}
