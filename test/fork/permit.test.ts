import { expect } from "chai";
import { Signature, type TypedDataDomain, Wallet } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import type { DevelopmentAccount } from "../../scripts/local-mainnet/accounts.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { expectRevert } from "../local-mainnet/fixture.ts";
import { usdcVaultOn, useVaultOnFork, type VaultOnFork } from "./vaultOnFork.ts";

const USDC = 10n ** 6n;
const AMOUNT = 250_000n * USDC;
const PERMIT = "function permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const ALLOWANCE = "function allowance(address,address) view returns (uint256)";
const NEVER = 2n ** 64n;

interface Permission {
  readonly token: Address;
  readonly spender: Address;
  readonly value: bigint;
  readonly deadline?: bigint;
}

/** EIP-2612, signed as EIP-712 with the domain that a wallet would use. */
async function signPermit(chain: VaultOnFork, owner: DevelopmentAccount, permission: Permission): Promise<readonly unknown[]> {
  const { token, spender, value, deadline = NEVER } = permission;
  const isVault = token === chain.vault;
  const domain: TypedDataDomain = {
    name: await chain.read<string>(token, "function name() view returns (string)"),
    version: isVault ? "1" : "2",
    chainId: 1,
    verifyingContract: token,
  };
  const types = {
    Permit: [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ],
  };
  const nonce = await chain.read(token, "function nonces(address) view returns (uint256)", [owner.address]);
  const signed = await new Wallet(owner.privateKey).signTypedData(domain, types, { owner: owner.address, spender, value, nonce, deadline });
  const { v, r, s } = Signature.from(signed);
  return [owner.address, spender, value, deadline, v, r, s];
}

describe("ERC-2612 permits on a fork", () => {
  const useChain = useVaultOnFork({ deploy: usdcVaultOn(["1:aave-v3:usdc"]), standIn: null });
  const relayer = namedAccount("test/relayer");

  it("let a user deposit USDC without an approving transaction, whoever brings the signature", async () => {
    const chain = useChain();
    const [user] = chain.users;
    await chain.funding.usdc(user.address, AMOUNT);
    const permit = await signPermit(chain, user, { token: chain.asset, spender: chain.vault, value: AMOUNT });
    await chain.send(relayer, chain.asset, PERMIT, permit);
    await chain.send(user.address, chain.vault, "function deposit(uint256,address)", [AMOUNT, user.address]);
    expect(await chain.read(chain.vault, BALANCE_OF, [user.address])).to.equal(AMOUNT * 10n ** 12n);
    expect(await chain.read(chain.vault, "function totalAssets() view returns (uint256)")).to.equal(AMOUNT);
    expect(await chain.read(chain.asset, ALLOWANCE, [user.address, chain.vault])).to.equal(0n);
  });

  it("let somebody redeem another's shares up to the amount signed, and no more", async () => {
    const chain = useChain();
    const [user] = chain.users;
    await chain.deposit(user.address, AMOUNT);
    const shares = (AMOUNT * 10n ** 12n) / 2n;
    const permit = await signPermit(chain, user, { token: chain.vault, spender: relayer, value: shares });
    await chain.send(relayer, chain.vault, PERMIT, permit);
    const redeem = (amount: bigint) =>
      chain.send(relayer, chain.vault, "function redeem(uint256,address,address)", [amount, user.address, user.address]);
    await expectRevert(redeem(shares + 1n), "ERC20InsufficientAllowance(address,uint256,uint256)");
    await redeem(shares);
    expect(await chain.read(chain.asset, BALANCE_OF, [user.address])).to.equal(AMOUNT / 2n);
    await expectRevert(redeem(1n), "ERC20InsufficientAllowance(address,uint256,uint256)");
  });

  it("hold once, until their deadline, and for their signer only", async () => {
    const chain = useChain();
    const [user, other] = chain.users;
    const permission = { token: chain.vault, spender: relayer, value: 5n };
    const permit = await signPermit(chain, user, permission);
    await expectRevert(
      chain.send(relayer, chain.vault, PERMIT, [other.address, ...permit.slice(1)]),
      "ERC2612InvalidSigner(address,address)",
    );
    await expectRevert(
      chain.send(relayer, chain.vault, PERMIT, [permit[0], permit[1], 6n, ...permit.slice(3)]),
      "ERC2612InvalidSigner(address,address)",
    );
    await chain.send(relayer, chain.vault, PERMIT, permit);
    await expectRevert(chain.send(relayer, chain.vault, PERMIT, permit), "ERC2612InvalidSigner(address,address)");

    const deadline = BigInt(await chain.setNextBlockTime(60));
    await chain.provider.request({ method: "evm_mine" });
    const late = await signPermit(chain, user, { ...permission, deadline });
    await chain.setNextBlockTime(1);
    await expectRevert(chain.send(relayer, chain.vault, PERMIT, late), "ERC2612ExpiredSignature(uint256)");
  });

  it("bind to this chain and this vault: another vault of the same name refuses them", async () => {
    const chain = useChain();
    const [user] = chain.users;
    const permit = await signPermit(chain, user, { token: chain.vault, spender: relayer, value: 5n });
    const { vault } = await usdcVaultOn(["1:aave-v3:usdc"])(chain.fork);
    await expectRevert(chain.send(relayer, vault.address, PERMIT, permit), "ERC2612InvalidSigner(address,address)");
  });
});
