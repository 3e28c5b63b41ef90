import { expect } from "chai";
import { AbiCoder, concat, id, type ParamType } from "ethers";
import { errorsAbi } from "../../../../../bot/watch/web/pages/deposit/chain/abi.ts";
import { NoContractError } from "../../../../../bot/watch/web/pages/deposit/chain/calls.ts";
import { EXPLAINED_ERRORS, plainError, plainRevert } from "../../../../../bot/watch/web/pages/deposit/errors/plainError.ts";
import { revertData } from "../../../../../bot/watch/web/pages/deposit/errors/revertData.ts";
import { walletError } from "./fakeWallet.ts";

const ADDRESS = "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4";
const tokens = {
  asset: { address: ADDRESS, symbol: "USDC", decimals: 6 },
  share: { address: ADDRESS, symbol: "ykUSDC", decimals: 18 },
};
const refusal = errorsAbi.encodeErrorResult("ExitLossExceeded", [2_000_000n, 1_000_000n]);

describe("what the contract said, found", () => {
  it("wherever wallets and nodes put it", () => {
    const places: readonly unknown[] = [
      walletError(3, "execution reverted", refusal),
      // Hardhat's.
      walletError(-32603, "reverted", { message: "", txHash: "0x", data: refusal }),
      // MetaMask's.
      walletError(-32603, "Internal JSON-RPC error.", { code: 3, message: "execution reverted", data: refusal }),
      walletError(-32603, "", { originalError: { code: 3, data: refusal } }),
      // ethers'.
      { code: "CALL_EXCEPTION", info: { error: { code: 3, data: refusal } } },
      new Error("outer", { cause: { data: refusal } }),
      new Error(`execution reverted (data: ${refusal})`),
    ];
    for (const place of places) expect(revertData(place), JSON.stringify(place)).to.equal(refusal);
  });

  it("nowhere else", () => {
    for (const nothing of [null, undefined, "text", new Error(`error for ${ADDRESS}`), walletError(4001), walletError(3, "", "0x")]) {
      expect(revertData(nothing)).to.equal(null);
    }
    const circle: Record<string, unknown> = { message: "" };
    circle.data = circle;
    expect(revertData(circle)).to.equal(null);
  });
});

describe("the contract's errors in plain words", () => {
  it("say what is the matter, with amounts in tokens", () => {
    expect(plainRevert(refusal, tokens)).to.deep.equal({
      name: "ExitLossExceeded",
      message: "Leaving would cost 2.000000 USDC, more than the 1.000000 USDC you accept.",
      remedy: "Accept a greater loss, withdraw less, or wait.",
    });
    const closed = errorsAbi.encodeErrorResult("ERC4626ExceededMaxDeposit", [ADDRESS, 5n, 0n]);
    expect(plainRevert(closed, tokens).message).to.equal("The vault takes no deposits now.");
  });

  it("are there for every name that is explained, whatever its arguments", () => {
    for (const name of EXPLAINED_ERRORS) {
      let found = 0;
      errorsAbi.forEachError((fragment) => {
        if (fragment.name !== name) return;
        found++;
        const data = concat([fragment.selector, AbiCoder.defaultAbiCoder().encode(fragment.inputs, fragment.inputs.map(sample))]);
        const { name: shown, message, remedy } = plainRevert(data, tokens);
        expect(shown).to.equal(name);
        expect(message, name)
          .to.match(/^[A-Z0-9].*[.]$/)
          .and.not.match(/undefined|NaN|refuses: /);
        expect(remedy, name).to.match(/^[A-Z].*[.?]$/);
      });
      expect(found, `${name} is an error of the contracts`).to.be.above(0);
    }
  });

  it("are named where they have no words of their own, and shown by their selector where they have no name", () => {
    const strange = errorsAbi.encodeErrorResult("CooldownNotElapsed", [1_750_000_000n]);
    expect(plainRevert(strange, tokens)).to.include({
      name: "CooldownNotElapsed",
      message: "The contract refuses: CooldownNotElapsed (allowedAt 1750000000).",
    });
    const unknown = id("Nobody()").slice(0, 10);
    expect(plainRevert(unknown, tokens).message).to.equal(`The contract refuses with an unknown error, ${unknown}.`);
    // The selector of an error, and arguments of none.
    expect(plainRevert(refusal.slice(0, 20), tokens).message).to.match(/unknown error/);
  });

  it("may be sentences, of tokens that have no custom errors", () => {
    const sentence = (text: string) => concat(["0x08c379a0", AbiCoder.defaultAbiCoder().encode(["string"], [text])]);
    expect(plainRevert(sentence("FiatTokenV2: permit is expired"), tokens).message).to.equal("The permit is used too late.");
    expect(plainRevert(sentence("Blacklistable: account is blacklisted"), tokens).message).to.match(/issuer has blocked/);
    expect(plainRevert(sentence("ERC20: transfer amount exceeds allowance"), tokens).message).to.match(/may not take so much/);
    expect(plainRevert(sentence("something else"), tokens).message).to.equal("The contract refuses: something else");
    const panic = concat(["0x4e487b71", AbiCoder.defaultAbiCoder().encode(["uint256"], [17n])]);
    expect(plainRevert(panic, tokens).message).to.match(/panic 17/);
  });

  it("are the wallet's words where the contract said nothing", () => {
    expect(plainError(walletError(-32000, "insufficient funds for gas * price + value"), tokens).message).to.match(
      /cannot pay for the gas/,
    );
    expect(plainError(new NoContractError(ADDRESS), tokens).remedy).to.match(/network/);
    expect(plainError(new Error("away"), tokens).message).to.equal("The wallet says: away");
    expect(plainError("away", tokens).message).to.equal("The wallet says: away");
  });
});

function sample({ type }: ParamType): unknown {
  if (type === "address") return ADDRESS;
  if (type === "string") return "text";
  if (type === "bytes4") return "0x12345678";
  return type.startsWith("bytes") ? id("sample") : 7n;
}
