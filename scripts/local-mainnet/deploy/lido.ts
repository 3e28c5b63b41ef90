import { parseUnits } from "ethers";
import { LIDO_REPORTER } from "../actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace } from "../placement.ts";
import { readHead } from "../provider.ts";

/** The beacon chain's genesis on mainnet. */
export const BEACON_GENESIS_SECONDS = 1_606_824_023;

export const SECONDS_PER_SLOT = 12;

/** 225 epochs of 32 slots: a day. */
export const SLOTS_PER_FRAME = 7_200;

/** Ether a share is worth at the start, and how many shares there are. */
const INITIAL_SHARES = parseUnits("7500000", 18);
const INITIAL_POOLED_ETHER = parseUnits("9150123.456789", 18);

/** As on mainnet. */
const STAKE_LIMIT = parseUnits("150000", 18);

/** What the day before the first brought: 2.8 % a year before the fee. */
const FIRST_REWARDS = (INITIAL_POOLED_ETHER * 28n) / 1_000n / 365n;

/** Stand-ins of Lido's stETH, accounting oracle and withdrawal queue, with one report made. */
export async function deployLido(impersonator: Impersonator): Promise<void> {
  const { stEth, lidoAccountingOracle, lidoWithdrawalQueue } = mainnetAddresses;
  const { lidoAgent } = ADMINISTRATORS;
  const place = async (address: string, name: string, args: readonly unknown[]) =>
    constructInPlace(impersonator, address, creationCode(await standInArtifact(name), args));
  await place(stEth, "StEthStandIn", [lidoAccountingOracle, lidoAgent, INITIAL_SHARES, INITIAL_POOLED_ETHER, STAKE_LIMIT]);
  await place(lidoWithdrawalQueue, "LidoWithdrawalQueueStandIn", [lidoAgent]);
  const { timestampSeconds } = await readHead(impersonator.provider);
  // A slot in whose state the oracle is there already, with the report of a day before.
  const refSlot = Math.ceil((timestampSeconds - BEACON_GENESIS_SECONDS) / SECONDS_PER_SLOT) + 2;
  await place(lidoAccountingOracle, "LidoOracleStandIn", [stEth, LIDO_REPORTER, BEACON_GENESIS_SECONDS, refSlot - SLOTS_PER_FRAME]);
  for (let block = 0; block < 3; block++) await impersonator.send({ from: LIDO_REPORTER, to: LIDO_REPORTER });
  await impersonator.execute(LIDO_REPORTER, lidoAccountingOracle, "function submitReport(uint256,int256)", [refSlot, FIRST_REWARDS]);
}
