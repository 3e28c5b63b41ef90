import type { ProtocolFacts } from "../protocolFacts.ts";

/** The GSM pause delay was raised and lowered many times before, 16 to 30 hours in March 2024 for one: what is not written down is not known. */
const adminDelays = [{ since: "2026-05-20", hours: 48 }] as const;

const collateral = "loans against crypto collateral, USDC in the peg module, and credit lines of allocators that governance sets";

export const skySavings: ProtocolFacts = {
  kind: "savings",
  launchedOn: "2024-09-18",
  audits: [{ firm: "ChainSecurity", publishedBy: "2024-09" }],
  oracle: "protocol",
  adminPower: "governance-timelock",
  adminDelays,
  isUpgradeable: true,
  collateral,
  sources: [
    "https://governance.aave.com/t/arfc-onboard-usds-and-susds-to-aave-v3/18987/3",
    "https://github.com/yearn/risk-score/pull/204",
    "https://raw.githubusercontent.com/sky-ecosystem/executive-votes/main/2026/executive-vote-2026-05-07-solana-bridge-unpause-gsm-increase-msc-staking-rewards-update.md",
  ],
};

export const makerDsr: ProtocolFacts = {
  kind: "savings",
  launchedOn: "2019-11",
  audits: [
    { firm: "Trail of Bits", publishedBy: "2019-11" },
    { firm: "PeckShield", publishedBy: "2019-11" },
  ],
  oracle: "protocol",
  adminPower: "governance-timelock",
  adminDelays,
  isUpgradeable: false,
  collateral,
  sources: [
    "https://coinbit.world/news/altcoin/23-multi-collateral-dai-launches-and-introduces-the-dai-savings-rate.html",
    "https://github.com/makerdao/mcd-security/blob/master/audit-reports.md",
    "https://github.com/makerdao/dss/blob/master/src/pot.sol",
    "https://github.com/makerdao/community/blob/master/governance/polls/Increase%20the%20GSM%20Pause%20Delay%20-%20March%2025%2C%202024.md",
    "https://github.com/yearn/risk-score/pull/204",
  ],
};
