import { expect } from "chai";
import { parseUnits } from "ethers";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { LIDO_REPORTER } from "../../scripts/local-mainnet/actors.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { referenceSlotAt } from "../../scripts/local-mainnet/life/stakingActor.ts";
import { expectRevert, passTime, useLocalMainnet } from "./fixture.ts";

const REPORT = "function submitReport(uint256,int256)";
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";

describe("Lido's stand-ins", () => {
  const chain = useLocalMainnet();
  const staker = namedAccount("test/staker");
  const read = (to: string, fragment: string, ...args: readonly unknown[]) => readContract(chain().provider, { to, fragment, args });
  const lastSlot = () => read(chain().addresses.lidoAccountingOracle, "function getLastProcessingRefSlot() view returns (uint256)");

  it("stake ether at par and share rewards out, nine tenths to stakers and one to the agent", async () => {
    const { addresses, impersonator } = chain();
    const stake = parseUnits("1000", 18);
    await impersonator.execute(staker, addresses.stEth, "function submit(address) payable returns (uint256)", [staker], stake);
    expect(stake - (await read(addresses.stEth, BALANCE_OF, staker))).to.be.within(0n, 2n);
    const pooled = await read(addresses.stEth, "function getTotalPooledEther() view returns (uint256)");
    const agentBefore = await read(addresses.stEth, BALANCE_OF, ADMINISTRATORS.lidoAgent);
    await passTime(chain(), 60);
    // A thousandth of all.
    await impersonator.execute(LIDO_REPORTER, addresses.lidoAccountingOracle, REPORT, [(await lastSlot()) + 1n, pooled / 1_000n]);
    expect(Number((await read(addresses.stEth, BALANCE_OF, staker)) - stake) / 1e18).to.be.closeTo(0.9, 1e-9);
    const agentGain = (await read(addresses.stEth, BALANCE_OF, ADMINISTRATORS.lidoAgent)) - agentBefore;
    const agentStake = pooled - stake;
    expect(Number(agentGain - (agentStake * 9n) / 10_000n) / Number(pooled / 10_000n)).to.be.closeTo(1, 1e-6);
  });

  it("move shares, so that balances stay in step with rebases", async () => {
    const { addresses, impersonator } = chain();
    const other = namedAccount("test/other-staker");
    await impersonator.execute(
      staker,
      addresses.stEth,
      "function submit(address) payable returns (uint256)",
      [staker],
      parseUnits("10", 18),
    );
    await impersonator.execute(staker, addresses.stEth, "function transfer(address,uint256) returns (bool)", [other, parseUnits("4", 18)]);
    const shares = (account: string) => read(addresses.stEth, "function sharesOf(address) view returns (uint256)", account);
    expect(Number(await shares(other)) / Number(await shares(staker))).to.be.closeTo(2 / 3, 1e-12);
  });

  it("take reports from the reporter, on slots that are over and after the last", async () => {
    const { addresses, impersonator } = chain();
    const last = await lastSlot();
    const report = (from: string, slot: bigint) => impersonator.execute(from, addresses.lidoAccountingOracle, REPORT, [slot, 0n]);
    await expectRevert(report(staker, last + 1n), "NotOperator(address)");
    await expectRevert(report(LIDO_REPORTER, last), "RefSlotMustIncrease(uint256,uint256)");
    await expectRevert(report(LIDO_REPORTER, last + 100_000n), "RefSlotInFuture(uint256)");
    await expectRevert(
      impersonator.execute(staker, addresses.stEth, "function handleOracleReport(uint256,uint256,int256)", [0n, 0n, 1n]),
      "NotAllowed(address)",
    );
  });

  it("begin their frames at noon UTC", () => {
    const noon = Date.UTC(2026, 0, 5, 12) / 1000;
    // Slot 0 was at 12:00:23, so the last slot of a frame begins eleven seconds past noon.
    expect(referenceSlotAt(noon + 23) - referenceSlotAt(noon + 22)).to.equal(7_200);
    expect(referenceSlotAt(noon + 23)).to.equal((noon - 1_606_824_000) / 12 - 1);
  });
});
