import { expect } from "chai";
import { MaxUint256, parseUnits, type Result } from "ethers";
import fc from "fast-check";
import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { marketActors } from "../../scripts/local-mainnet/actors.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert, passTime, useLocalMainnet } from "./fixture.ts";

const YEAR = 31_536_000n;
const WAD = 10n ** 18n;
const INDEX_SCALE = 10n ** 15n;

const SUPPLY = "function supply(address,uint256)";
const WITHDRAW = "function withdraw(address,uint256)";
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const TOTALS =
  "function totalsBasic() view returns ((uint64 baseSupplyIndex, uint64 baseBorrowIndex, uint64 trackingSupplyIndex, uint64 trackingBorrowIndex, uint104 totalSupplyBase, uint104 totalBorrowBase, uint40 lastAccrualTime, uint8 pauseFlags))";

describe("CometStandIn", () => {
  const chain = useLocalMainnet();
  const user = namedAccount("test/comet-user");
  const read = <T = bigint>(fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to: chain().addresses.comet, fragment, args });
  const execute = (from: Address, fragment: string, ...args: readonly unknown[]) =>
    chain().impersonator.execute(from, chain().addresses.comet, fragment, args);

  async function fundUser(amount: bigint): Promise<void> {
    const { provider, addresses, impersonator } = chain();
    await createFunding(provider).usdc(user, amount);
    await impersonator.execute(user, addresses.usdc, "function approve(address,uint256)", [addresses.comet, MaxUint256]);
  }

  it("has the rates of Compound's formula at any utilization", async () => {
    // https://docs.compound.finance/interest-rates/ with the parameters of mainnet's USDC market, truncated per second as Comet stores them.
    const perSecond = (percent: bigint) => (percent * 10n ** 14n) / YEAR;
    const kink = (80n * WAD) / 100n;
    const curve = (utilization: bigint, base: bigint, low: bigint, high: bigint) => {
      const below = utilization < kink ? utilization : kink;
      return base + (low * below) / WAD + (high * (utilization - below)) / WAD;
    };
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: (3n * WAD) / 2n }), async (utilization) => {
        const supplyRate = await read("function getSupplyRate(uint256) view returns (uint64)", utilization);
        const borrowRate = await read("function getBorrowRate(uint256) view returns (uint64)", utilization);
        expect(supplyRate).to.equal(curve(utilization, 0n, perSecond(325n), perSecond(4000n)));
        expect(borrowRate).to.equal(curve(utilization, perSecond(150n), perSecond(350n), perSecond(2500n)));
      }),
      { numRuns: 100, examples: [[0n], [kink], [kink + 1n], [WAD]] },
    );
  });

  it("accrues simple interest since the last accrual on both indices", async () => {
    const { provider } = chain();
    await execute(user, "function accrueAccount(address)", user);
    const before = await read<Result>(TOTALS);
    const utilization = await read("function getUtilization() view returns (uint256)");
    const supplyRate = await read("function getSupplyRate(uint256) view returns (uint64)", utilization);
    const borrowRate = await read("function getBorrowRate(uint256) view returns (uint64)", utilization);

    await passTime(chain(), 30 * 86_400);

    const elapsed = BigInt((await readHead(provider)).timestampSeconds) - before.lastAccrualTime;
    const grown = (index: bigint, rate: bigint) => index + (index * (rate * elapsed)) / WAD;
    const supplyIndex = grown(before.baseSupplyIndex, supplyRate);
    const borrowIndex = grown(before.baseBorrowIndex, borrowRate);
    expect(await read("function totalSupply() view returns (uint256)")).to.equal((before.totalSupplyBase * supplyIndex) / INDEX_SCALE);
    expect(await read("function totalBorrow() view returns (uint256)")).to.equal((before.totalBorrowBase * borrowIndex) / INDEX_SCALE);
    // The stored indices only move with the next transaction.
    expect((await read<Result>(TOTALS)).baseSupplyIndex).to.equal(before.baseSupplyIndex);
  });

  it("rounds against the user and loses less than one unit of principal", async () => {
    await fundUser(parseUnits("1000000", 6));
    await passTime(chain(), 86_400);
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 1n, max: parseUnits("1000", 6) }), async (amount) => {
        const before = await read(BALANCE_OF, user);
        await execute(user, SUPPLY, chain().addresses.usdc, amount);
        const gained = (await read(BALANCE_OF, user)) - before;
        // Interest of the seconds in between on what was there; two units for the rounding of before and after.
        const interest = before / 100_000_000n + 1n;
        expect(gained <= amount + interest, `${gained} of ${amount}`).to.equal(true);
        expect(gained >= amount - 2n, `${gained} of ${amount}`).to.equal(true);
      }),
      { numRuns: 20 },
    );
  });

  it("conserves money: cash is deposits minus debts plus reserves", async () => {
    await fundUser(parseUnits("5000", 6));
    await execute(user, SUPPLY, chain().addresses.usdc, parseUnits("5000", 6));
    await passTime(chain(), 86_400);
    await execute(user, WITHDRAW, chain().addresses.usdc, MaxUint256);
    expect(await read(BALANCE_OF, user)).to.equal(0n);
    const reserves = await read("function getReserves() view returns (int256)");
    const cash = await readContract(chain().provider, {
      to: chain().addresses.usdc,
      fragment: BALANCE_OF,
      args: [chain().addresses.comet],
    });
    const [supplied, borrowed] = [
      await read("function totalSupply() view returns (uint256)"),
      await read("function totalBorrow() view returns (uint256)"),
    ];
    expect(cash).to.equal(supplied - borrowed + reserves);
    expect(reserves >= parseUnits("1000000", 6), "the protocol gained").to.equal(true);
  });

  it("cannot pay out what it does not have", async () => {
    const { provider, addresses, impersonator } = chain();
    const [lender] = marketActors("comet-usdc").lenders as readonly [Address];
    await impersonator.unlock(lender);
    const cash = await readContract(provider, { to: addresses.usdc, fragment: BALANCE_OF, args: [addresses.comet] });
    expect((await read(BALANCE_OF, lender)) > cash, "the lender is owed more than there is").to.equal(true);
    const refused = await execute(lender, WITHDRAW, addresses.usdc, cash + 1n).catch(String);
    expect(refused).to.match(/transfer amount exceeds balance/);
    await execute(lender, WITHDRAW, addresses.usdc, cash);
    expect(await readContract(provider, { to: addresses.usdc, fragment: BALANCE_OF, args: [addresses.comet] })).to.equal(0n);
  });

  it("lends against WETH up to the collateral factor, from the minimum on", async () => {
    const { provider, addresses, impersonator } = chain();
    await impersonator.unlock(user);
    await createFunding(provider).weth(user, parseUnits("1", 18));
    await impersonator.execute(user, addresses.weth, "function approve(address,uint256)", [addresses.comet, MaxUint256]);
    await execute(user, SUPPLY, addresses.weth, parseUnits("1", 18));
    // 1 ETH at 3,000 USD and 82.5 %.
    await expectRevert(execute(user, WITHDRAW, addresses.usdc, parseUnits("2475.01", 6)), "NotCollateralized()");
    await expectRevert(execute(user, WITHDRAW, addresses.usdc, parseUnits("99", 6)), "BorrowTooSmall()");
    await execute(user, WITHDRAW, addresses.usdc, parseUnits("2474.9", 6));
    expect(await read("function isBorrowCollateralized(address) view returns (bool)", user)).to.equal(true);
    await expectRevert(execute(user, WITHDRAW, addresses.weth, parseUnits("0.01", 18)), "NotCollateralized()");
    await createFunding(provider).usdc(user, parseUnits("10", 6));
    await impersonator.execute(user, addresses.usdc, "function approve(address,uint256)", [addresses.comet, MaxUint256]);
    await execute(user, SUPPLY, addresses.usdc, MaxUint256);
    expect(await read("function borrowBalanceOf(address) view returns (uint256)", user)).to.equal(0n);
    await execute(user, WITHDRAW, addresses.weth, parseUnits("1", 18));
  });

  it("is paused by its guardian, action by action", async () => {
    const { cometPauseGuardian } = ADMINISTRATORS;
    await fundUser(parseUnits("2000", 6));
    await execute(user, SUPPLY, chain().addresses.usdc, parseUnits("1000", 6));
    const pause = "function pause(bool,bool,bool,bool,bool)";
    await expectRevert(execute(user, pause, true, true, true, true, true), "Unauthorized()");
    await execute(cometPauseGuardian, pause, true, false, false, false, false);
    await expectRevert(execute(user, SUPPLY, chain().addresses.usdc, 1n), "Paused()");
    await execute(user, WITHDRAW, chain().addresses.usdc, 1n);
    await execute(cometPauseGuardian, pause, false, false, true, false, false);
    await expectRevert(execute(user, WITHDRAW, chain().addresses.usdc, 1n), "Paused()");
    expect(await read("function isWithdrawPaused() view returns (bool)")).to.equal(true);
    expect(await read("function isSupplyPaused() view returns (bool)")).to.equal(false);
  });

  it("moves another's balance only with permission, all or nothing", async () => {
    const { addresses } = chain();
    const operator = namedAccount("test/comet-operator");
    await fundUser(parseUnits("1000", 6));
    await execute(user, SUPPLY, addresses.usdc, parseUnits("1000", 6));
    const withdrawFrom = () =>
      execute(operator, "function withdrawFrom(address,address,address,uint256)", user, operator, addresses.usdc, parseUnits("10", 6));
    await expectRevert(withdrawFrom(), "Unauthorized()");
    await expectRevert(execute(user, "function approve(address,uint256)", operator, 5n), "BadAmount()");
    await execute(user, "function approve(address,uint256)", operator, MaxUint256);
    await withdrawFrom();
    await execute(user, "function transfer(address,uint256)", operator, parseUnits("100", 6));
    const received = await read(BALANCE_OF, operator);
    expect(received >= parseUnits("99.999998", 6) && received <= parseUnits("100", 6), `${received}`).to.equal(true);
  });
});
