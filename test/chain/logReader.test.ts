import { expect } from "chai";
import fc from "fast-check";
import { UnexpectedAnswerError } from "../../bot/chain/errors.ts";
import { connect, type FailoverProvider } from "../../bot/chain/failoverProvider.ts";
import { createLogReader } from "../../bot/chain/logReader.ts";
import { type Answer, type JsonRpcServer, serveJsonRpc } from "./jsonRpcServer.ts";

const ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const TOPIC = `0x${"ab".repeat(32)}`;

/** A chain with one log in each of some blocks, and a node that lets nobody ask about too many of them. */
interface FakeNode {
  head: number;
  logsIn: readonly number[];
  mostBlocks: number;
  /** What was before this is forgotten. */
  oldest: number;
  bornAt: number;
  readonly asked: { readonly from: number; readonly to: number }[];
}

describe("chain: logs of a contract", () => {
  let server: JsonRpcServer;
  let provider: FailoverProvider;
  let node: FakeNode;

  before(async () => {
    server = await serveJsonRpc((method, params) => answer(node, method, params));
    node = fakeNode({});
    provider = await connect({ urls: [server.url], chainId: 1, timeoutMilliseconds: 5_000 });
  });
  after(async () => {
    provider.destroy();
    await server.close();
  });

  const reader = () => createLogReader(provider, { address: ADDRESS, topics: [TOPIC] });
  const blocksOf = (logs: readonly { readonly blockNumber: string }[]) => logs.map((log) => Number(log.blockNumber));

  it("are all of them in their order, whatever the node allows, and no block is asked about twice but the newest", async () => {
    const chain = fc.record({
      head: fc.integer({ min: 0, max: 40_000 }),
      blocks: fc.uniqueArray(fc.integer({ min: 0, max: 60_000 }), { maxLength: 20 }),
      mostBlocks: fc.constantFrom(2_000, 5_000, 10_000, 1_000_000),
      steps: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(chain, async ({ head, blocks, mostBlocks, steps }) => {
        node = fakeNode({ head, mostBlocks, logsIn: blocks.toSorted((a, b) => a - b) });
        const logs = reader();
        let at = head;
        for (const step of [0, ...steps]) {
          at += step;
          node.head = at;
          const before = node.asked.length;
          const read = await logs.upTo(at);
          expect(read).to.include({ fromBlock: 0, areAll: true });
          expect(blocksOf(read.logs)).to.deep.equal(node.logsIn.filter((block) => block <= at));
          if (before > 0) expect(Math.min(...node.asked.slice(before).map(({ from }) => from))).to.be.above(at - step - 64);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("are read a part at a time where there is a lot of chain, and no further back than the contract was there", async () => {
    node = fakeNode({ head: 2_000_000, mostBlocks: 10_000, logsIn: [900_000, 1_700_000], bornAt: 900_000 });
    const logs = reader();
    const first = await logs.upTo(node.head);
    expect(first).to.deep.include({ areAll: false });
    expect(blocksOf(first.logs)).to.deep.equal([1_700_000]);
    expect(node.asked.length).to.be.at.most(53);
    let last = first;
    for (let call = 0; call < 2; call++) last = await logs.upTo(node.head);
    expect(last).to.deep.include({ areAll: true, fromBlock: 0 });
    expect(blocksOf(last.logs)).to.deep.equal([900_000, 1_700_000]);
    expect(Math.min(...node.asked.filter(({ from }) => from > 0).map(({ from }) => from))).to.be.above(390_000);
  });

  it("are those that a node still has, and are not said to be all", async () => {
    node = fakeNode({ head: 100_000, logsIn: [10, 95_000], oldest: 50_000 });
    const { logs, areAll, fromBlock } = await reader().upTo(node.head);
    expect(areAll).to.equal(false);
    expect(fromBlock).to.be.within(50_000, 50_100);
    expect(blocksOf(logs)).to.deep.equal([95_000]);
  });

  it("are forgotten with the blocks that a chain took back", async () => {
    node = fakeNode({ head: 1_000, logsIn: [100, 900] });
    const logs = reader();
    await logs.upTo(1_000);
    node = fakeNode({ head: 500, logsIn: [120] });
    expect(blocksOf((await logs.upTo(500)).logs)).to.deep.equal([120]);
  });

  it("cannot be had from a node that never gives any", async () => {
    node = fakeNode({ head: 100, mostBlocks: 0 });
    const error = await reader()
      .upTo(100)
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(UnexpectedAnswerError).with.property("message").that.includes("eth_getLogs");
  });
});

function fakeNode(options: Partial<FakeNode>): FakeNode {
  return { head: 100, logsIn: [], mostBlocks: Number.POSITIVE_INFINITY, oldest: 0, bornAt: 0, asked: [], ...options };
}

function answer(node: FakeNode, method: string, params: readonly unknown[]): Answer {
  if (method === "eth_chainId") return { result: "0x1" };
  if (method === "eth_getCode") return { result: Number(params[1]) < node.bornAt ? "0x" : "0x60" };
  if (method !== "eth_getLogs") return { error: { code: -32601, message: `no ${method}` } };
  const { fromBlock, toBlock, address, topics } = params[0] as Record<string, unknown>;
  expect({ address, topics }).to.deep.equal({ address: ADDRESS, topics: [[TOPIC]] });
  const [from, to] = [Number(fromBlock), Number(toBlock)];
  if (to - from + 1 > node.mostBlocks) return { error: { code: -32000, message: `block range is too large, at most ${node.mostBlocks}` } };
  if (from < node.oldest) return { error: { code: 4444, message: "pruned history unavailable" } };
  node.asked.push({ from, to });
  const found = node.logsIn.filter((block) => block >= from && block <= to);
  return { result: found.map((block) => ({ blockNumber: `0x${block.toString(16)}`, topics: [TOPIC], data: "0x" })) };
}
