/** What can be wrong with a subgraph. */
export type Fault =
  /** It is so many blocks behind the chain. */
  | { readonly kind: "lag"; readonly blocks: number }
  /** It answers about a block so many before the one it was asked about. */
  | { readonly kind: "wrong-block"; readonly blocks: number }
  /** It is on another branch: it does not know the chain's block by its hash. */
  | { readonly kind: "reorged" }
  /** HTTP says no. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number }
  /** A part of the answer is missing, and an error says so. */
  | { readonly kind: "partial" }
  /** A part of the answer is missing, and nothing says so. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "indexing-errors" }
  /** It does not say what block it is about. */
  | { readonly kind: "no-meta" }
  /** Its pools have so many times the liquidity that they have on the chain. */
  | { readonly kind: "gap"; readonly factor: number };
