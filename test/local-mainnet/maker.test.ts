import { expect } from "chai";
import { encodeBytes32String, MaxUint256, parseUnits } from "ethers";
import { RAY } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { DAY } from "../../scripts/local-mainnet/life/processes.ts";
import { expectRevert, passTime, useLocalMainnet } from "./fixture.ts";

const FILE = "function file(bytes32,uint256)";
const TOTAL_SUPPLY = "function totalSupply() view returns (uint256)";

describe("Maker's stand-ins", () => {
  const chain = useLocalMainnet();
  const saver = namedAccount("test/dai-saver");
  const read = (to: string, fragment: string, ...args: readonly unknown[]) => readContract(chain().provider, { to, fragment, args });

  it("pay a saver of sDAI the rate, in DAI that is minted, and burn what comes in", async () => {
    const { addresses, impersonator, provider } = chain();
    const assets = parseUnits("1000000", 18);
    await createFunding(provider).dai(saver, assets);
    const [shares, dai] = [
      await read(addresses.makerPot, "function Pie() view returns (uint256)"),
      await read(addresses.dai, TOTAL_SUPPLY),
    ];
    await impersonator.execute(saver, addresses.dai, "function approve(address,uint256)", [addresses.savingsDai, MaxUint256]);
    await impersonator.execute(saver, addresses.savingsDai, "function deposit(uint256,address) returns (uint256)", [assets, saver]);
    expect(await read(addresses.dai, TOTAL_SUPPLY)).to.equal(dai - assets);
    await passTime(chain(), 365 * DAY);
    const owned = await read(addresses.savingsDai, "function balanceOf(address) view returns (uint256)", saver);
    await impersonator.execute(saver, addresses.savingsDai, "function redeem(uint256,address,address) returns (uint256)", [
      owned,
      saver,
      saver,
    ]);
    const received = await read(addresses.dai, "function balanceOf(address) view returns (uint256)", saver);
    // 2.75 % a year, compounded each second, is how the initial rate is defined.
    expect(Number(received) / 1e18).to.be.closeTo(1_027_500, 0.01);
    expect(await read(addresses.makerPot, "function Pie() view returns (uint256)")).to.equal(shares);
  });

  it("take a rate from a ward only, in the block of a drip, and none once caged", async () => {
    const { addresses, impersonator } = chain();
    const { skyPauseProxy } = ADMINISTRATORS;
    const file = (from: string) => impersonator.execute(from, addresses.makerPot, FILE, [encodeBytes32String("dsr"), RAY]);
    await expectRevert(file(saver), "NotAuthorized(address)");
    await expectRevert(file(skyPauseProxy), "ChiNotUpToDate(uint256)");
    await expectRevert(impersonator.execute(saver, addresses.makerPot, "function join(uint256)", [1n]), "ChiNotUpToDate(uint256)");
    await impersonator.execute(skyPauseProxy, addresses.makerPot, "function cage()");
    await expectRevert(file(skyPauseProxy), "NotLive()");
  });
});
