import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { expect } from "chai";
import { getAddress, Transaction, Wallet } from "ethers";
import { openRemoteSigner, RemoteSignerError, type RemoteSignerSettings } from "../../../bot/execute/signers/remoteSigner.ts";
import { GuardedSigner, SignedOtherBytesError } from "../../../bot/execute/signers/signer.ts";
import { toEthersTransaction, type UnsignedTransaction } from "../../../bot/execute/transaction.ts";
import { encodeRebalance } from "../../../bot/execute/vaultAbi.ts";
import { ADAPTER_A, signingPolicy } from "../support/scenario.ts";

const VAULT = getAddress("0x00000000000000000000000000000000000000fa");
const TOKEN = "sign-here-token-4711";
const wallet = Wallet.createRandom();
const policy = signingPolicy(VAULT);

const transaction: UnsignedTransaction = {
  chainId: policy.chainId,
  from: wallet.address,
  to: VAULT,
  nonce: 0,
  data: encodeRebalance([{ adapter: ADAPTER_A, assets: -5n }], { deadlineSeconds: 9n, stateNonce: 1n, minTotalAssets: 2n }),
  valueWei: 0n,
  gasLimit: 500_000n,
  maxFeePerGasWei: 10n ** 9n,
  maxPriorityFeePerGasWei: 0n,
};

interface Request {
  readonly method: string;
  readonly params: readonly Record<string, string>[];
  readonly headers: IncomingHttpHeaders;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

const result = (value: unknown): Reply => ({ body: JSON.stringify({ jsonrpc: "2.0", id: 1, result: value }) });

/** Signs as web3signer does: what the request says, with the key it holds. */
async function signRequest({ params: [request = {}] }: Request, key = wallet, change: Record<string, unknown> = {}): Promise<string> {
  const { gas = "0x0", from, ...rest } = request;
  expect(from).to.equal(wallet.address);
  return key.signTransaction({ ...rest, type: 2, gasLimit: gas, ...change });
}

describe("execute: remote signer", () => {
  let server: Server;
  let url: string;
  let requests: Request[];
  let answer: (request: Request) => Reply | "hang" | Promise<Reply>;

  const honest = async (request: Request): Promise<Reply> =>
    result(request.method === "eth_accounts" ? [wallet.address.toLowerCase()] : await signRequest(request));

  before(async () => {
    server = createServer(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const request = { ...JSON.parse(Buffer.concat(chunks).toString()), headers: incoming.headers } as Request;
      requests.push(request);
      const reply = await answer(request);
      if (reply !== "hang") response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests = [];
    answer = honest;
  });
  after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const settings = (changes: Partial<RemoteSignerSettings> = {}): RemoteSignerSettings => ({
    url,
    address: wallet.address,
    timeoutSeconds: 5,
    allowHttp: false,
    token: null,
    ...changes,
  });
  const guarded = async (changes: Partial<RemoteSignerSettings> = {}) =>
    new GuardedSigner(await openRemoteSigner(settings(changes)), policy);

  /** Opens honestly, then signs with a signer that answers so. */
  async function signWith(reply: typeof answer, changes: Partial<RemoteSignerSettings> = {}): Promise<unknown> {
    const signer = await guarded(changes);
    answer = reply;
    return signer.signTransaction(transaction).then(
      (raw) => raw,
      (error) => error,
    );
  }

  async function openingFailure(changes: Partial<RemoteSignerSettings> = {}): Promise<RemoteSignerError> {
    const error = await openRemoteSigner(settings(changes)).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).to.be.instanceOf(RemoteSignerError);
    return error as RemoteSignerError;
  }

  it("returns what a wallet with the key signs, byte for byte, and asks in quantities without leading zeros", async () => {
    const signer = await guarded();
    const expected = await wallet.signTransaction(toEthersTransaction(transaction).toJSON());
    expect(await signer.signTransaction(transaction)).to.equal(expected);
    expect(Transaction.from(expected).from).to.equal(signer.address);
    expect(requests.map(({ method }) => method)).to.deep.equal(["eth_accounts", "eth_signTransaction"]);
    expect(requests[1]?.params).to.deep.equal([
      {
        type: "0x2",
        chainId: `0x${policy.chainId.toString(16)}`,
        from: wallet.address,
        to: VAULT,
        nonce: "0x0",
        gas: "0x7a120",
        maxFeePerGas: "0x3b9aca00",
        maxPriorityFeePerGas: "0x0",
        value: "0x0",
        data: transaction.data,
      },
    ]);
    expect(requests.map(({ headers }) => headers.authorization)).to.deep.equal([undefined, undefined]);
  });

  it("takes the answer of geth and Clef, too: an object with the bytes as `raw`", async () => {
    const raw = await signWith(async (request) => result({ raw: await signRequest(request), tx: {} }));
    expect(Transaction.from(raw as string).from).to.equal(wallet.address);
  });

  it("authenticates with a bearer token, or with user and password", async () => {
    await guarded({ token: TOKEN });
    await guarded({ token: "user:hunter22" });
    expect(requests.map(({ headers }) => headers.authorization)).to.deep.equal([
      `Bearer ${TOKEN}`,
      `Basic ${Buffer.from("user:hunter22").toString("base64")}`,
    ]);
  });

  it("asks nothing that the policy denies", async () => {
    const signer = await guarded();
    const error = await signer.signTransaction({ ...transaction, valueWei: 1n }).catch((thrown) => thrown);
    expect(error.rule).to.equal("value");
    expect(requests).to.have.length(1);
  });

  const dishonest: [string, (request: Request) => Promise<Reply>][] = [
    ["signs another nonce", async (request) => result(await signRequest(request, wallet, { nonce: 1 }))],
    ["signs another target", async (request) => result(await signRequest(request, wallet, { to: ADAPTER_A }))],
    ["signs a value", async (request) => result(await signRequest(request, wallet, { value: 1n }))],
    ["signs a higher fee", async (request) => result(await signRequest(request, wallet, { maxFeePerGas: 10n ** 11n }))],
    [
      "adds an access list",
      async (request) => result(await signRequest(request, wallet, { accessList: [{ address: VAULT, storageKeys: [] }] })),
    ],
    ["signs with another key", async (request) => result(await signRequest(request, Wallet.createRandom() as never))],
    ["answers with bytes that are no transaction", async () => result("0x02deadbeef")],
    ["answers with the transaction unsigned", async () => result(toEthersTransaction(transaction).unsignedSerialized)],
    ["appends bytes", async (request) => result(`${await signRequest(request)}00`)],
  ];
  for (const [what, reply] of dishonest) {
    it(`passes nothing on of a signer that ${what}`, async () => {
      expect(await signWith(reply)).to.be.instanceOf(SignedOtherBytesError);
    });
  }

  const failing: [string, Reply | "hang", RegExp, 1 | 2 | 3][] = [
    ["refuses access", { status: 401, body: "" }, /refuses access \(HTTP 401\)/, 2],
    ["forbids", { status: 403, body: "{}" }, /refuses access \(HTTP 403\)/, 2],
    ["fails", { status: 500, body: "Internal Server Error" }, /failed eth_signTransaction \(HTTP 500\)/, 3],
    ["is overloaded", { status: 503, body: "{}" }, /failed eth_signTransaction \(HTTP 503\)/, 3],
    ["answers rubbish", { body: "<html>" }, /answered eth_signTransaction with something else/, 3],
    ["answers nothing", { body: "" }, /answered eth_signTransaction with something else/, 3],
    ["answers null", { body: "null" }, /answered eth_signTransaction with something else/, 3],
    ["answers without a result", { body: "{}" }, /answered eth_signTransaction with something else/, 3],
    ["answers a number", result(2), /answered eth_signTransaction with something else/, 3],
    ["signs a legacy transaction", result("0xf86c"), /answered eth_signTransaction with something else/, 3],
    [
      "sends elsewhere",
      { status: 307, headers: { location: "http://127.0.0.1:1/" }, body: "" },
      /cannot be reached: the request failed/,
      3,
    ],
    ["hangs", "hang", /cannot be reached: no answer in 0\.2 seconds/, 3],
  ];
  for (const [what, reply, message, exitCode] of failing) {
    it(`says so when the signer ${what}`, async () => {
      const error = (await signWith(() => reply, { timeoutSeconds: reply === "hang" ? 0.2 : 5, token: TOKEN })) as RemoteSignerError;
      expect(error).to.be.instanceOf(RemoteSignerError);
      expect(error.message).to.match(message);
      expect(error.exitCode).to.equal(exitCode);
      expect(inspect(error, { depth: 10, showHidden: true })).not.to.include(TOKEN);
    });
  }

  it("repeats the signer's reason, but not the secrets in it", async () => {
    const token = "user:hunter22";
    const error = (await signWith(
      ({ headers }) => ({ body: JSON.stringify({ error: { message: `not allowed: ${headers.authorization} ${token} at ${url}/` } }) }),
      { token },
    )) as RemoteSignerError;
    expect(error.message).to.match(/refused eth_signTransaction: not allowed: …/);
    for (const secret of [token, Buffer.from(token).toString("base64")]) expect(error.message).not.to.include(secret);
  });

  it("does not open when the signer has not the account, or nobody answers", async () => {
    answer = () => result([VAULT]);
    expect((await openingFailure()).message).to.match(/does not have the key of 0x/);
    answer = () => result("accounts");
    expect((await openingFailure()).message).to.match(/answered eth_accounts with something else/);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { message } = await openingFailure({ url: `http://127.0.0.1:${port}` });
    expect(message).to.match(/The signer at http:\/\/127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED/);
  });

  it("shows no more of a URL than its host", async () => {
    const error = await openingFailure({ url: "http://127.0.0.1:1/sign/secret-path?key=secret-key" });
    expect(inspect(error, { depth: 10, showHidden: true })).not.to.match(/secret-(path|key)/);
  });

  for (const unsafe of [
    "http://signer.example.org",
    "http://8.8.8.8:9000",
    "http://172.32.0.1",
    "http://[2001:db8::1]:9000",
    "http://web3signer:9000",
  ]) {
    it(`does not send to ${unsafe} without encryption`, async () => {
      const error = await openingFailure({ url: unsafe, token: TOKEN });
      expect(error.message).to.match(/without encryption/);
      expect(error.remedy).to.match(/https.*allowHttp/);
    });
  }

  it("takes http on this machine, on a private network, and where it is allowed", async () => {
    const port = url.split(":").at(-1);
    for (const [host, allowHttp] of [
      ["localhost", false],
      ["127.0.0.1", false],
      ["127.0.0.1", true],
    ] as const) {
      await openRemoteSigner(settings({ url: `http://${host}:${port}`, allowHttp }));
    }
    // Nobody is there, or it takes too long: but it was tried.
    for (const host of ["10.255.255.1", "192.168.255.1", "[fd00::1]"]) {
      const { message } = await openingFailure({ url: `http://${host}:9`, timeoutSeconds: 0.05 });
      expect(message).to.match(/cannot be reached/);
    }
  });

  it("refuses a password in the URL, and does not repeat it", async () => {
    const error = await openingFailure({ url: "https://user:hunter22@signer.example.org/" });
    expect(error.message + error.remedy)
      .to.match(/password in its URL/)
      .and.not.to.include("hunter22");
  });
});
