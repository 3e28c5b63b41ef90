import type { ProtocolFacts } from "../protocolFacts.ts";

export const curve: ProtocolFacts = {
  kind: "pool",
  launchedOn: "2020-01-03",
  // Of StableSwap pools and of the DAO that owns them.
  audits: [
    { firm: "Trail of Bits", publishedBy: "2020-01-31" },
    { firm: "Trail of Bits", publishedBy: "2020-07-10" },
    { firm: "Quantstamp", publishedBy: "2020-08-05" },
    { firm: "Quantstamp", publishedBy: "2020-10-15" },
    { firm: "ChainSecurity", publishedBy: "2021-09-27" },
    { firm: "MixBytes", publishedBy: "2023-11-01" },
  ],
  oracle: "none",
  adminPower: "governance-timelock",
  // Of parameters only: ADMIN_ACTIONS_DELAY of the 3pool.
  adminDelays: [{ since: "2020-09", hours: 72 }],
  isUpgradeable: false,
  collateral: "the pool's own coins: whichever loses its peg, the pool is full of it",
  sources: [
    "https://wiki.defillama.com/w/index.php?title=Curve_Finance&oldid=35",
    "https://docs.curve.finance/references/audits",
    "https://docs.curve.finance/assets/pdf/audits/Curve%20Finance%20StableSwapNG%20Security%20Audit%20Report.pdf",
    "https://docs.curve.finance/user/security/practices",
    "https://github.com/curvefi/curve-contract/blob/master/contracts/pools/3pool/StableSwap3Pool.vy",
  ],
};

export const uniswapV2: ProtocolFacts = {
  kind: "pool",
  launchedOn: "2020-05",
  audits: [{ firm: "dapp.org", publishedBy: "2020-05" }],
  oracle: "none",
  adminPower: "immutable",
  adminDelays: null,
  isUpgradeable: false,
  collateral: "the pair's own two tokens",
  sources: [
    "https://docs.uniswap.org/contracts/v2/concepts/advanced-topics/security",
    "https://blog.uniswap.org/uniswap-v3",
    "https://github.com/Uniswap/v2-core",
  ],
};

export const uniswapV3: ProtocolFacts = {
  kind: "pool",
  launchedOn: "2021-05",
  audits: [
    { firm: "Trail of Bits", publishedBy: "2021-05" },
    { firm: "ABDK", publishedBy: "2021-05" },
  ],
  oracle: "none",
  adminPower: "immutable",
  adminDelays: null,
  isUpgradeable: false,
  collateral: "the pair's own two tokens; outside the chosen range, all of it the worse one",
  sources: ["https://blog.uniswap.org/uniswap-v3", "https://github.com/Uniswap/v3-core/tree/main/audits"],
};

export const pancakeswapV3: ProtocolFacts = {
  kind: "pool",
  launchedOn: "2023-04",
  // SlowMist's report is in the repository, without a date that could be read.
  audits: null,
  oracle: "none",
  adminPower: null,
  adminDelays: null,
  isUpgradeable: false,
  collateral: "the pair's own two tokens; outside the chosen range, all of it the worse one",
  sources: [
    "https://github.com/DefiLlama/dimension-adapters/blob/master/dexs/pancakeswap/index.ts",
    "https://github.com/pancakeswap/pancake-v3-contracts",
  ],
};
