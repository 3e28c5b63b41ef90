import { expect } from "chai";
import { AbiCoder, Interface, keccak256, Signature, TypedDataEncoder, toUtf8Bytes, Wallet } from "ethers";
import { domainSeparator, hashTypedData } from "viem";
import { tokenAbi } from "../../../../../bot/watch/web/pages/deposit/chain/abi.ts";
import { encode } from "../../../../../bot/watch/web/pages/deposit/chain/calls.ts";
import {
  type PermitDomain,
  permitCall,
  permitTypedData,
  readPermitDomain,
} from "../../../../../bot/watch/web/pages/deposit/chain/permit.ts";
import { fakeWallet } from "./fakeWallet.ts";

const USDC: PermitDomain = { name: "USD Coin", version: "2", chainId: 1, verifyingContract: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48" };
/** What USDC answers to DOMAIN_SEPARATOR() on Ethereum. */
const USDC_SEPARATOR = "0x06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335";
const ERC2612_TYPEHASH = keccak256(toUtf8Bytes("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"));
const DAI_TYPEHASH = keccak256(toUtf8Bytes("Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)"));

/** As OpenZeppelin's EIP712.sol builds it. */
function separatorOf({ name, version, chainId, verifyingContract }: PermitDomain): string {
  const hash = (text: string) => keccak256(toUtf8Bytes(text));
  const typehash = hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "bytes32", "bytes32", "uint256", "address"],
      [typehash, hash(name), hash(version), chainId, verifyingContract],
    ),
  );
}

/** A token that answers these of its names. */
function token(answers: Readonly<Record<string, string>>) {
  return fakeWallet({
    eth_call: ({ data }: { data: string }) => {
      const fragment = tokenAbi.getFunction(data.slice(0, 10));
      const answer = fragment === null ? undefined : answers[fragment.name];
      if (fragment === null || answer === undefined) throw new Error("execution reverted");
      return tokenAbi.encodeFunctionResult(fragment, [answer]);
    },
  });
}

describe("the domain of permits", () => {
  it("is USDC's", async () => {
    expect(separatorOf(USDC)).to.equal(USDC_SEPARATOR);
    const usdc = token({ name: "USD Coin", version: "2", DOMAIN_SEPARATOR: USDC_SEPARATOR, PERMIT_TYPEHASH: ERC2612_TYPEHASH });
    expect(await readPermitDomain(usdc, USDC.verifyingContract, 1)).to.deep.equal(USDC);
    expect(domainSeparator({ domain: { ...USDC, verifyingContract: USDC.verifyingContract as `0x${string}` } })).to.equal(USDC_SEPARATOR);
  });

  it("is OpenZeppelin's, which tells no version", async () => {
    const domain = { ...USDC, name: "Token", version: "1" };
    const ours = token({ name: "Token", DOMAIN_SEPARATOR: separatorOf(domain) });
    expect(await readPermitDomain(ours, USDC.verifyingContract, 1)).to.deep.equal(domain);
  });

  it("is none where the token's own separator is another, or it takes another kind of permit, or none", async () => {
    const from = (answers: Readonly<Record<string, string>>, chainId = 1) =>
      readPermitDomain(token(answers), USDC.verifyingContract, chainId);
    const usdc = { name: "USD Coin", version: "2", DOMAIN_SEPARATOR: USDC_SEPARATOR };
    expect(await from(usdc, 10)).to.equal(null);
    expect(await from({ ...usdc, version: "1" })).to.equal(null);
    expect(await from({ ...usdc, PERMIT_TYPEHASH: DAI_TYPEHASH })).to.equal(null);
    expect(await from({ name: "Tether USD" })).to.equal(null);
  });
});

describe("a permit", () => {
  const wallet = new Wallet(`0x${"11".repeat(32)}`);
  const permit = {
    owner: wallet.address,
    spender: "0xAb8483F64d9C6d1EcF9b849Ae677dD3315835cb2",
    value: 2n ** 255n,
    nonce: 3n,
    deadline: 1_800_000_000n,
  };
  const typed = permitTypedData(USDC, permit);
  const { EIP712Domain: _ofViem, ...types } = typed.types;

  it("is signed by the digest that other libraries, and the token, compute", () => {
    const struct = keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ["bytes32", "address", "address", "uint256", "uint256", "uint256"],
        [ERC2612_TYPEHASH, permit.owner, permit.spender, permit.value, permit.nonce, permit.deadline],
      ),
    );
    const digest = keccak256(`0x1901${USDC_SEPARATOR.slice(2)}${struct.slice(2)}`);
    expect(TypedDataEncoder.hash(typed.domain, types, typed.message)).to.equal(digest);
    expect(hashTypedData(JSON.parse(JSON.stringify(typed)))).to.equal(digest);
  });

  it("is sent with its signature in parts, however the wallet counts v", async () => {
    const abi = new Interface(["function permit(address, address, uint256, uint256, uint8, bytes32, bytes32)"]);
    const signature = await wallet.signTypedData(typed.domain, types, typed.message);
    const { r, s, v } = Signature.from(signature);
    const expected = abi.encodeFunctionData("permit", [permit.owner, permit.spender, permit.value, permit.deadline, v, r, s]);
    expect(encode(permitCall(USDC, permit, signature))).to.equal(expected);
    const fromZero = `${signature.slice(0, 130)}0${v - 27}`;
    expect(encode(permitCall(USDC, permit, fromZero))).to.equal(expected);
    expect(() => permitCall(USDC, permit, `${signature}00`)).to.throw(/choose approval/);
  });
});
