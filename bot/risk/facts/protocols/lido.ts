import type { ProtocolFacts } from "../protocolFacts.ts";

export const lido: ProtocolFacts = {
  kind: "staking",
  launchedOn: "2020-12",
  // Of staking, withdrawals and their oracle, up to Lido V2; what came later, and vaults, prices and votes, is left out.
  audits: [
    { firm: "Sigma Prime", publishedBy: "2020-12" },
    { firm: "Quantstamp", publishedBy: "2020-12" },
    { firm: "MixBytes", publishedBy: "2021-04" },
    { firm: "MixBytes", publishedBy: "2022-02" },
    { firm: "MixBytes", publishedBy: "2022-05" },
    { firm: "ChainSecurity", publishedBy: "2022-08" },
    { firm: "ChainSecurity", publishedBy: "2023-02" },
    { firm: "Hexens", publishedBy: "2023-04" },
    { firm: "Certora", publishedBy: "2023-04" },
    { firm: "Statemind", publishedBy: "2023-04" },
    { firm: "Hexens", publishedBy: "2023-05" },
    { firm: "Oxorio", publishedBy: "2023-06" },
  ],
  oracle: "committee",
  adminPower: "governance",
  // Dual Governance waits for as long as stakers object: no one number.
  adminDelays: null,
  isUpgradeable: true,
  collateral: "ether staked with validators that the DAO has chosen",
  sources: [
    "https://iq.wiki/wiki/lido-dao",
    "https://github.com/lidofinance/audits",
    "https://docs.lido.fi/deployed-contracts/",
    "https://research.lido.fi/t/lip-28-dual-governance/10032/1",
  ],
};
