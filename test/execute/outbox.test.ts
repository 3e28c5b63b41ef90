import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { sampleTransaction } from "../store/samples.ts";
import { FileOutbox } from "./fileOutbox.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { describeOutbox } from "./outboxContract.ts";

describeOutbox("in memory", async () => new MemoryOutbox());

describe("execute: outbox in a file", () => {
  let folder: string;
  let files = 0;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "outbox-"));
  });
  after(() => rm(folder, { recursive: true }));

  describeOutbox("in a file", () => FileOutbox.open(path.join(folder, `${++files}.json`)));

  it("is the same after it is opened again", async () => {
    const file = path.join(folder, "again.json");
    const outbox = await FileOutbox.open(file);
    const row = await outbox.recordSigned({
      ...sampleTransaction(0, "a"),
      vault: "0x",
      sender: "0x",
      nonce: 0,
      hash: "0x",
      rawTransaction: "0x",
      gasLimit: 1n,
      maxFeePerGasWei: 2n ** 100n,
      maxPriorityFeePerGasWei: 3n,
      createdAtSeconds: 4,
    });
    await outbox.markDropped(row.id, "rejected");
    expect((await FileOutbox.open(file)).rows).to.deep.equal(outbox.rows);
  });
});
