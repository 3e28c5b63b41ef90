import type { ProtocolFacts } from "../protocolFacts.ts";

export const compoundV2: ProtocolFacts = {
  kind: "lending",
  launchedOn: "2019-05",
  // Three more by OpenZeppelin have no date in the list.
  audits: [
    { firm: "Trail of Bits", publishedBy: "2019-04" },
    { firm: "OpenZeppelin", publishedBy: "2019-08" },
    { firm: "Trail of Bits", publishedBy: "2019-08" },
    { firm: "Trail of Bits", publishedBy: "2020-02" },
  ],
  oracle: "chainlink",
  adminPower: "governance-timelock",
  // Its Timelock's MINIMUM_DELAY; verified on Etherscan on 2019-10-11.
  adminDelays: [{ since: "2019-10", hours: 48 }],
  isUpgradeable: true,
  collateral: "every listed token that governance lets count, in one pool",
  sources: [
    "https://www.crowdfundinsider.com/2022/08/195340-defi-protocol-compound-iii-is-now-live/",
    "https://docs.compound.finance/v2/security/",
    "https://docs.compound.finance/v2/prices/",
    "https://github.com/compound-finance/compound-protocol/blob/master/contracts/Timelock.sol",
  ],
};

export const compoundV3: ProtocolFacts = {
  kind: "lending",
  launchedOn: "2022-08",
  audits: [
    { firm: "OpenZeppelin", publishedBy: "2022-08" },
    { firm: "ChainSecurity", publishedBy: "2022-08" },
  ],
  oracle: "chainlink",
  adminPower: "governance-timelock",
  // The same Timelock as Compound II's.
  adminDelays: [{ since: "2022-08", hours: 48 }],
  isUpgradeable: true,
  collateral: "listed tokens with caps, never lent on; one borrowable token a market",
  sources: [
    "https://www.crowdfundinsider.com/2022/08/195340-defi-protocol-compound-iii-is-now-live/",
    "https://www.comp.xyz/t/compound-iii/3351/18",
    "https://docs.compound.finance/governance",
    "https://github.com/compound-finance/compound-protocol/blob/master/contracts/Timelock.sol",
  ],
};
