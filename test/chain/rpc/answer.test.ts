import { expect } from "chai";
import { asTaken, doubtOf, headIn, isRateLimit } from "../../../bot/chain/rpc/answer.ts";
import { rpcRequest } from "../../../bot/chain/rpc/request.ts";

const request = (method: string, params: unknown[] = []) => rpcRequest({ jsonrpc: "2.0", id: 7, method, params });
const error = (code: number, message: string, data?: unknown) => ({
  id: 7,
  error: { code, message, ...(data === undefined ? {} : { data }) },
});

describe("what an answer is worth", () => {
  const call = request("eth_call", [{ to: "0x0000000000000000000000000000000000000001" }, "0x10"]);
  const cases: readonly (readonly [string, number, string, string?])[] = [
    ["no-block", -32000, "header not found"],
    ["no-block", -39001, "Unknown block"],
    ["no-block", -32000, "block not found: 0x10"],
    ["no-block", -32602, "Received invalid block tag 16. Latest block number is 9"],
    ["no-state", -32000, "missing trie node 288259a570829264e76b2c58d4369b5a94f086018dc4409d1d0131405c5d1975 (path )"],
    ["no-state", -32603, "Internal error", "Nethermind.Trie.MissingTrieNodeException: Node A is missing from the DB"],
    ["no-state", -32000, "historical state 0xabcd is not available"],
    ["no-state", 4444, "pruned history unavailable"],
    ["no-state", -32000, "This request is not supported because your node is running with state pruning. Run with --pruning=archive"],
    ["unsupported", -32601, "the method eth_feeHistory does not exist/is not available"],
  ];
  for (const [doubt, code, message, data] of cases) {
    it(`doubts "${message.slice(0, 50)}" (${doubt})`, () => {
      expect(doubtOf(call, [error(code, message, data)])).to.equal(doubt);
      expect(isRateLimit({ code, message })).to.equal(false);
    });
  }

  for (const [code, message] of [
    [3, "execution reverted: header not found"],
    [-32000, "execution reverted"],
    [-32000, "out of gas"],
    [-32000, "nonce too low"],
    [-32000, "insufficient funds for gas * price + value"],
  ] as const) {
    it(`believes "${message}"`, () => {
      expect(doubtOf(call, [error(code, message)])).to.equal(null);
      expect(isRateLimit({ code, message })).to.equal(false);
    });
  }

  for (const [code, message] of [
    [-32005, "daily request count exceeded, request rate limited"],
    [429, "Your app has exceeded its compute units per second capacity"],
    [-32000, "Too Many Requests"],
    [-32097, "rate limit exceeded"],
  ] as const) {
    it(`takes "${message}" as a rate limit`, () => expect(isRateLimit({ code, message })).to.equal(true));
  }

  it("takes an answer that is too large for no rate limit, though it has the code of one", () => {
    expect(isRateLimit({ code: -32005, message: "query returned more than 10000 results" })).to.equal(false);
  });

  it("doubts that there is no block where a number was asked for, and nothing else that is null", () => {
    const nothing = [{ id: 7, result: null }];
    expect(doubtOf(request("eth_getBlockByNumber", ["0x10", false]), nothing)).to.equal("no-block");
    expect(doubtOf(request("eth_getBlockByNumber", ["latest", false]), nothing)).to.equal(null);
    expect(doubtOf(request("eth_getTransactionReceipt", ["0x1"]), nothing)).to.equal(null);
  });

  it("finds the head where an answer tells it", () => {
    expect(headIn(request("eth_blockNumber"), [{ id: 7, result: "0x2a" }])).to.equal(42);
    expect(headIn(request("eth_getBlockByNumber", ["latest", false]), [{ id: 7, result: { number: "0x2a" } }])).to.equal(42);
    expect(headIn(request("eth_getBlockByNumber", ["0x2a", false]), [{ id: 7, result: { number: "0x2a" } }])).to.equal(null);
    expect(headIn(request("eth_blockNumber"), [error(-32000, "no")])).to.equal(null);
    expect(headIn(request("eth_blockNumber"), [{ id: 7, result: "nonsense" }])).to.equal(null);
  });

  it('turns a transaction\'s "already known" into the hash of its bytes, and no other answer', () => {
    const known = error(-32000, "already known");
    expect(asTaken(request("eth_sendRawTransaction", ["0x02"]), [known])).to.deep.equal([
      // cast keccak 0x02
      { id: 7, result: "0xf2ee15ea639b73fa3db9b34a245bdfa015c260c598b211bf05a1ecc4b3e3b4f2" },
    ]);
    expect(asTaken(call, [known])).to.deep.equal([known]);
    const refused = error(-32000, "nonce too low");
    expect(asTaken(request("eth_sendRawTransaction", ["0x02"]), [refused])).to.deep.equal([refused]);
  });
});
