import { expect } from "chai";
import { Wallet } from "ethers";
import type { OutboxRow } from "../../../bot/core/outbox.ts";
import { PublicationRefusedError, withPublicFallback } from "../../../bot/execute/flashbots/publicFallback.ts";
import { type SubmissionEnd, SubmissionRejectedError, type Submitter } from "../../../bot/execute/submitter.ts";
import { signedRow } from "./signedRow.ts";

describe("execute: public fallback", () => {
  const END: SubmissionEnd = { status: "mined", blockNumber: 5, reason: null };
  let row: OutboxRow;
  let calls: string[];
  const at = (number: number) => ({ number, timestampSeconds: 0 });
  const noting = (kind: string): Submitter => ({
    kind,
    async submit() {
      calls.push(`${kind} submit`);
      return { via: kind, offeredNow: true };
    },
    close: async (_, { status, reason }) => void calls.push(`${kind} close: ${status} ${reason}`),
  });
  const fallback = (afterBlocks: number | null, open = noting("public-mempool")) =>
    withPublicFallback(noting("flashbots"), open, afterBlocks);

  before(async () => {
    const { privateKey, address } = Wallet.createRandom();
    row = await signedRow({ privateKey, vault: address, deadlineSeconds: 1, signedAtBlock: 10 });
  });
  beforeEach(() => {
    calls = [];
  });

  it("stays private for K blocks, then withdraws and publishes", async () => {
    const submitter = fallback(3);
    expect(submitter.kind).to.equal("flashbots");
    for (const block of [10, 12]) expect(await submitter.submit(row, at(block))).to.deep.equal({ via: "flashbots", offeredNow: true });
    expect(await submitter.submit(row, at(13))).to.deep.equal({ via: "public-mempool", offeredNow: true });
    expect(calls).to.deep.equal([
      "flashbots submit",
      "flashbots submit",
      "flashbots close: replaced published after 3 blocks in vain",
      "public-mempool submit",
    ]);
  });

  it("never publishes without a K", async () => {
    await fallback(null).submit(row, at(1_000_000));
    expect(calls).to.deep.equal(["flashbots submit"]);
  });

  it("keeps public what is public, also when the chain has gone back", async () => {
    for (const afterBlocks of [3, null]) await fallback(afterBlocks).submit({ ...row, submitter: "public-mempool" }, at(9));
    expect(calls).to.deep.equal(["public-mempool submit", "public-mempool submit"]);
  });

  it("does not take the mempool's rejection for the word that nobody has the bytes", async () => {
    const rejecting = { ...noting("public-mempool"), submit: () => Promise.reject(new SubmissionRejectedError("underpriced", "too low")) };
    const error = await fallback(3, rejecting)
      .submit(row, at(13))
      .catch((thrown) => thrown);
    expect(error).to.be.instanceOf(PublicationRefusedError).and.not.instanceOf(SubmissionRejectedError);
    expect(error.message).to.contain("too low");
  });

  it("tells both how it ended", async () => {
    await fallback(3).close(row, END);
    expect(calls).to.deep.equal(["flashbots close: mined null", "public-mempool close: mined null"]);
  });
});
