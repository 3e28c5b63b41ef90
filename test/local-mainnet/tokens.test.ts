import { expect } from "chai";
import { MaxUint256, parseUnits, Signature, Wallet } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { developmentAccounts, namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { encodeCall, readContract } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert, useLocalMainnet } from "./fixture.ts";

const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const ALLOWANCE = "function allowance(address,address) view returns (uint256)";
const APPROVE = "function approve(address,uint256)";
const TRANSFER = "function transfer(address,uint256)";
const TRANSFER_FROM = "function transferFrom(address,address,uint256)";

describe("the tokens of a local mainnet", () => {
  const chain = useLocalMainnet();
  const [owner, spender] = [namedAccount("test/token-owner"), namedAccount("test/token-spender")];
  const read = <T = bigint>(to: Address, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const execute = (from: Address, to: Address, fragment: string, ...args: readonly unknown[]) =>
    chain().impersonator.execute(from, to, fragment, args);

  it("funds accounts with every token in addition to what they hold", async () => {
    const { provider, addresses } = chain();
    const funding = createFunding(provider);
    for (const token of ["usdc", "usdt", "dai", "usds", "weth"] as const) {
      await funding[token](owner, 5n);
      await funding[token](owner, 7n);
      expect(await read(addresses[token], BALANCE_OF, owner), token).to.equal(12n);
    }
    const before = BigInt((await provider.request({ method: "eth_getBalance", params: [spender, "latest"] })) as string);
    await funding.ether(spender, 9n);
    expect(BigInt((await provider.request({ method: "eth_getBalance", params: [spender, "latest"] })) as string)).to.equal(before + 9n);
  });

  describe("TetherStandIn", () => {
    it("returns nothing from transfer, transferFrom and approve", async () => {
      const { provider, addresses } = chain();
      await createFunding(provider).usdt(owner, 100n);
      const call = (from: Address, data: string) =>
        provider.request({ method: "eth_call", params: [{ from, to: addresses.usdt, data }, "latest"] });
      expect(await call(owner, encodeCall(TRANSFER, [spender, 1n]))).to.equal("0x");
      expect(await call(owner, encodeCall(APPROVE, [spender, 1n]))).to.equal("0x");
      await execute(owner, addresses.usdt, APPROVE, spender, 50n);
      expect(await call(spender, encodeCall(TRANSFER_FROM, [owner, spender, 1n]))).to.equal("0x");
    });

    it("changes an allowance only by way of zero", async () => {
      const { addresses } = chain();
      await execute(owner, addresses.usdt, APPROVE, spender, 50n);
      await expectRevert(execute(owner, addresses.usdt, APPROVE, spender, 60n), "NonZeroAllowance(address,address)");
      await execute(owner, addresses.usdt, APPROVE, spender, 0n);
      await execute(owner, addresses.usdt, APPROVE, spender, 60n);
      expect(await read(addresses.usdt, ALLOWANCE, owner, spender)).to.equal(60n);
    });

    it("never reduces the greatest allowance, and others by what is spent", async () => {
      const { provider, addresses } = chain();
      await createFunding(provider).usdt(owner, 100n);
      await execute(owner, addresses.usdt, APPROVE, spender, MaxUint256);
      await execute(spender, addresses.usdt, TRANSFER_FROM, owner, spender, 40n);
      expect(await read(addresses.usdt, ALLOWANCE, owner, spender)).to.equal(MaxUint256);
      await execute(owner, addresses.usdt, APPROVE, spender, 0n);
      await execute(owner, addresses.usdt, APPROVE, spender, 30n);
      await execute(spender, addresses.usdt, TRANSFER_FROM, owner, spender, 10n);
      expect(await read(addresses.usdt, ALLOWANCE, owner, spender)).to.equal(20n);
    });

    it("can be given a fee, paused and blacklisted by its owner", async () => {
      const { provider, addresses } = chain();
      const { tetherOwner } = ADMINISTRATORS;
      await createFunding(provider).usdt(owner, parseUnits("1000", 6));
      await execute(tetherOwner, addresses.usdt, "function setParams(uint256,uint256)", 10, 5);
      await execute(owner, addresses.usdt, TRANSFER, spender, parseUnits("100", 6));
      expect(await read(addresses.usdt, BALANCE_OF, spender)).to.equal(parseUnits("99.9", 6));
      await execute(tetherOwner, addresses.usdt, "function addBlackList(address)", owner);
      await expectRevert(execute(owner, addresses.usdt, TRANSFER, spender, 1n), "Blacklisted(address)");
      await execute(tetherOwner, addresses.usdt, "function pause()");
      await expectRevert(execute(spender, addresses.usdt, TRANSFER, owner, 1n), "WhilePaused()");
    });
  });

  describe("DaiStandIn", () => {
    const [signer] = developmentAccounts(1) as readonly [{ readonly address: Address; readonly privateKey: string }];
    const permit = "function permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)";

    async function sign(nonce: number, expiry: number, allowed: boolean) {
      const domain = { name: "Dai Stablecoin", version: "1", chainId: 1, verifyingContract: chain().addresses.dai };
      const types = {
        Permit: [
          { name: "holder", type: "address" },
          { name: "spender", type: "address" },
          { name: "nonce", type: "uint256" },
          { name: "expiry", type: "uint256" },
          { name: "allowed", type: "bool" },
        ],
      };
      const message = { holder: signer.address, spender, nonce, expiry, allowed };
      const { v, r, s } = Signature.from(await new Wallet(signer.privateKey).signTypedData(domain, types, message));
      return [signer.address, spender, nonce, expiry, allowed, v, r, s] as const;
    }

    it("permits everything or nothing by DAI's own signature, once", async () => {
      const { addresses } = chain();
      await execute(owner, addresses.dai, permit, ...(await sign(0, 0, true)));
      expect(await read(addresses.dai, ALLOWANCE, signer.address, spender)).to.equal(MaxUint256);
      await expectRevert(execute(owner, addresses.dai, permit, ...(await sign(0, 0, true))), "InvalidNonce(address,uint256)");
      await execute(owner, addresses.dai, permit, ...(await sign(1, 0, false)));
      expect(await read(addresses.dai, ALLOWANCE, signer.address, spender)).to.equal(0n);
    });

    it("refuses an expired permit and another's signature", async () => {
      const { provider, addresses } = chain();
      const expired = (await readHead(provider)).timestampSeconds - 1;
      await expectRevert(execute(owner, addresses.dai, permit, ...(await sign(0, expired, true))), "PermitExpired(uint256)");
      const [, ...rest] = await sign(0, 0, true);
      await expectRevert(execute(owner, addresses.dai, permit, owner, ...rest), "InvalidPermit(address)");
    });

    it("needs no allowance to move one's own", async () => {
      const { provider, addresses } = chain();
      await createFunding(provider).dai(owner, 10n);
      await execute(owner, addresses.dai, TRANSFER_FROM, owner, spender, 10n);
      expect(await read(addresses.dai, BALANCE_OF, spender)).to.equal(10n);
    });
  });
});
