/**
 * What a market does with deposits. "lending": they are borrowed, and leave as far as they are not; "savings": a rate that governance
 * sets; "staking": validators; "pool": traders swap against them; "vault": somebody else's choice of all these.
 */
export type MarketKind = "lending" | "savings" | "staking" | "pool" | "vault";
