import { expect } from "chai";
import fc from "fast-check";
import { vaultAbi } from "../../../../../bot/watch/web/pages/deposit/chain/abi.ts";
import { readBlockTimes, readMovements } from "../../../../../bot/watch/web/pages/deposit/chain/movements.ts";
import { fakeWallet, walletError } from "./fakeWallet.ts";

const ACCOUNT = "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4";
const OTHER = "0xAb8483F64d9C6d1EcF9b849Ae677dD3315835cb2";
const VAULT = "0x4B20993Bc481177ec7E8f571ceCaE8A9e22C02db";

interface Filter {
  readonly topics: readonly (string | readonly string[] | null)[];
  readonly fromBlock: string;
  readonly toBlock: string;
}

interface Entry {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly block: number;
  readonly hash?: string;
}

/** A node with these events that answers for at most so many blocks. */
function nodeOf(entries: readonly Entry[], mostBlocks = 10_000) {
  const logs = entries.map(({ name, args, block, hash = `0x${block}` }, index) => ({
    ...vaultAbi.encodeEventLog(name, args),
    blockNumber: `0x${block.toString(16)}`,
    transactionHash: hash,
    logIndex: `0x${index.toString(16)}`,
  }));
  return fakeWallet({
    eth_getLogs: ({ topics, fromBlock, toBlock }: Filter) => {
      if (Number(toBlock) - Number(fromBlock) + 1 > mostBlocks) throw walletError(-32005, "query returned more than it may");
      return logs.filter(
        (log) =>
          Number(log.blockNumber) >= Number(fromBlock) &&
          Number(log.blockNumber) <= Number(toBlock) &&
          topics.every((topic, place) => topic === null || [topic].flat().includes(log.topics[place] ?? "")),
      );
    },
    eth_getBlockByNumber: (number: string) => (Number(number) === 13 ? null : { timestamp: number }),
  });
}

const deposit = (block: number, assets: bigint, owner = ACCOUNT): Entry => ({
  name: "Deposit",
  args: [owner, owner, assets, assets * 2n],
  block,
});

describe("the history of an account", () => {
  it("has what the account did, newest first, with what leaving cost, and nothing of others", async () => {
    const node = nodeOf([
      deposit(10, 5n),
      deposit(11, 7n, OTHER),
      { name: "ForceDeallocated", args: [OTHER, VAULT, ACCOUNT, 3n, 1n], block: 12 },
      { name: "ExitLoss", args: [ACCOUNT, ACCOUNT, 2n], block: 20 },
      { name: "Withdraw", args: [ACCOUNT, OTHER, ACCOUNT, 4n, 9n], block: 20 },
      { name: "Withdraw", args: [OTHER, ACCOUNT, OTHER, 4n, 9n], block: 21 },
      { name: "Withdraw", args: [ACCOUNT, ACCOUNT, ACCOUNT, 1n, 2n], block: 22 },
    ]);
    const found = await readMovements(node, VAULT, ACCOUNT, { fromBlock: 0, toBlock: 30 });
    expect(found.map(({ kind, blockNumber, assets, shares, loss }) => [kind, blockNumber, assets, shares, loss])).to.deep.equal([
      ["withdrawal", 22, 1n, 2n, 0n],
      ["withdrawal", 20, 4n, 9n, 2n],
      ["forced", 12, 3n, 1n, 0n],
      ["deposit", 10, 5n, 10n, 0n],
    ]);
  });

  it("finds everything once, however few blocks the node answers for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 100, max: 30_000 }), { maxLength: 20 }),
        fc.integer({ min: 1_000, max: 20_000 }),
        async (blocks, most) => {
          const node = nodeOf(
            blocks.map((block) => deposit(block, 1n)),
            most,
          );
          const found = await readMovements(node, VAULT, ACCOUNT, { fromBlock: 100, toBlock: 30_000 });
          expect(found.map(({ blockNumber }) => blockNumber)).to.deep.equal([...blocks].sort((one, other) => other - one));
          for (const { params } of node.asked) {
            const { fromBlock, toBlock } = params[0] as Filter;
            expect(Number(toBlock) - Number(fromBlock) + 1).to.be.within(1, 10_000);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("says what the node says where it answers for no blocks at all", async () => {
    const failure = await readMovements(nodeOf([], 0), VAULT, ACCOUNT, { fromBlock: 0, toBlock: 50_000 }).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.equal("query returned more than it may");
  });

  it("has the times of its blocks, each asked once", async () => {
    const node = nodeOf([]);
    expect([...(await readBlockTimes(node, [12, 12, 13]))]).to.deep.equal([[12, 12]]);
    expect(node.asked).to.have.lengthOf(2);
  });
});
