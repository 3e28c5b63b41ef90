import { expect } from "chai";
import { KeeperError } from "../../bot/core/errors.ts";
import { awaitVerdict } from "../../scripts/verify/await.ts";
import type { RequestPolicy } from "../../scripts/verify/explorerRequest.ts";
import { blockscout } from "../../scripts/verify/explorers/blockscout.ts";
import { chooseExplorer } from "../../scripts/verify/explorers/choose.ts";
import { etherscan } from "../../scripts/verify/explorers/etherscan.ts";
import { sourcify } from "../../scripts/verify/explorers/sourcify.ts";
import type { Explorer, Submission, Verdict } from "../../scripts/verify/submission.ts";
import { type ExplorerRequest, type ExplorerServer, job, notOk, ok, type Reply, refusal, serveExplorer } from "./support/explorerServer.ts";

const KEY = "K3Y/that+nobody=sees";
const POLICY: RequestPolicy = { timeoutMilliseconds: 5_000, attempts: 3, pauseMilliseconds: 1, longestPauseMilliseconds: 5 };
const PATIENCE = { intervalMilliseconds: 1, turns: 6 };

const SUBMISSION: Submission = {
  chainId: 1,
  address: "0xb27f35eCbfafaB357e807A53c74931E75fE7a5B2",
  contractName: "project/contracts/VaultFactory.sol:VaultFactory",
  compilerVersion: "0.8.37+commit.f401782d",
  input: {
    language: "Solidity",
    sources: { "project/contracts/VaultFactory.sol": { content: "contract A {} // é & =" } },
    settings: { viaIR: true },
  },
  constructorArguments: "00ff",
  transactionHash: `0x${"ab".repeat(32)}`,
};

describe("verify: explorers", () => {
  let server: ExplorerServer;
  before(async () => {
    server = await serveExplorer();
  });
  after(() => server.close());

  /** Answers in this order; the last one again and again. */
  const answerInOrder = (...replies: readonly Reply[]) =>
    server.answerWith((_request, index) => replies[Math.min(index, replies.length - 1)] as Reply);

  async function verdictOf(explorer: Explorer): Promise<Verdict> {
    return awaitVerdict(explorer, SUBMISSION, await explorer.submit(SUBMISSION), PATIENCE);
  }

  async function failureOf(run: Promise<unknown>): Promise<KeeperError> {
    const failure = await run.then(
      () => expect.fail("it succeeded"),
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(KeeperError);
    return failure as KeeperError;
  }

  const kinds: readonly { readonly name: string; readonly open: (policy?: RequestPolicy) => Explorer; readonly apiKey: string | null }[] = [
    { name: "Etherscan", open: (policy = POLICY) => etherscan(new URL(`${server.url}/v2/api`), 1, KEY, policy), apiKey: KEY },
    { name: "Blockscout", open: (policy = POLICY) => blockscout(new URL(server.url), null, policy), apiKey: null },
  ];

  for (const { name, open, apiKey } of kinds) {
    describe(name, () => {
      it("is given the submission as its documentation has it, and asked for the ticket until it has decided", async () => {
        answerInOrder(ok("a-ticket"), notOk("Pending in queue"), notOk("Pending in queue"), ok("Pass - Verified"));
        expect(await verdictOf(open())).to.deep.equal({ status: "verified" });

        const [submitted, ...asked] = server.requests as [ExplorerRequest, ...ExplorerRequest[]];
        const access = {
          module: "contract",
          ...(name === "Etherscan" ? { chainid: "1" } : {}),
          ...(apiKey === null ? {} : { apikey: apiKey }),
        };
        expect(submitted.method).to.equal("POST");
        expect(submitted.path).to.equal(name === "Etherscan" ? "/v2/api" : "/api");
        expect(Object.fromEntries(submitted.query)).to.deep.equal({ ...access, action: "verifysourcecode" });
        const { sourceCode, ...form } = Object.fromEntries(submitted.form);
        expect(JSON.parse(sourceCode ?? "")).to.deep.equal(SUBMISSION.input);
        expect(form).to.deep.equal({
          contractaddress: SUBMISSION.address,
          codeformat: "solidity-standard-json-input",
          contractname: SUBMISSION.contractName,
          compilerversion: "v0.8.37+commit.f401782d",
          constructorArguments: "00ff",
          constructorArguements: "00ff",
          licenseType: "3",
        });
        expect(asked).to.have.length(3);
        for (const { method, query } of asked) {
          expect(method).to.equal("GET");
          expect(Object.fromEntries(query)).to.deep.equal({ ...access, action: "checkverifystatus", guid: "a-ticket" });
        }
      });

      for (const [words, replies] of [
        ["Contract source code already verified", [notOk("Contract source code already verified")]],
        ["Smart-contract already verified.", [{ json: { status: "0", message: "Smart-contract already verified.", result: null } }]],
        ["Already Verified, asked for the ticket", [ok("t"), notOk("Already Verified")]],
      ] as const) {
        it(`says that a contract was verified before: ${words}`, async () => {
          answerInOrder(...replies);
          expect(await verdictOf(open())).to.deep.equal({ status: "already-verified" });
        });
      }

      it("says why a verification fails", async () => {
        answerInOrder(ok("t"), notOk("Fail - Unable to verify. Compiled contract deployment bytecode does NOT match"));
        expect(await verdictOf(open())).to.deep.equal({
          status: "failed",
          reason: "Fail - Unable to verify. Compiled contract deployment bytecode does NOT match",
        });
        answerInOrder(notOk("Source code exceeds max accepted (500k chars) length"));
        expect(await verdictOf(open()))
          .to.include({ status: "failed" })
          .and.to.have.property("reason")
          .that.matches(/500k chars/);
      });

      it("is given a contract again that it does not know yet", async () => {
        answerInOrder(notOk(`Unable to locate ContractCode at ${SUBMISSION.address}`), ok("t"), ok("Pass - Verified"));
        expect(await verdictOf(open())).to.deep.equal({ status: "verified" });
        answerInOrder(notOk(`Unable to locate ContractCode at ${SUBMISSION.address}`));
        expect(await verdictOf(open())).to.include({ status: "failed" });
        expect(server.requests).to.have.length(1 + PATIENCE.turns);
      });

      it("is not asked for ever", async () => {
        answerInOrder(ok("t"), notOk("Pending in queue"));
        expect(await verdictOf(open())).to.include({ status: "undecided" });
        expect(server.requests).to.have.length(1 + PATIENCE.turns);
      });

      it("is asked again when it says that there are too many requests, in either of its ways", async () => {
        answerInOrder(
          notOk("Max calls per sec rate limit reached (3/sec)"),
          { html: "slow down", httpStatus: 429, headers: { "retry-after": "0" } },
          ok("t"),
          { json: { status: "0", message: "NOTOK", result: "Max rate limit reached" }, httpStatus: 429 },
          ok("Pass - Verified"),
        );
        expect(await verdictOf(open())).to.deep.equal({ status: "verified" });
        answerInOrder(notOk("Max calls per sec rate limit reached (3/sec)"));
        const busy = await failureOf(open().submit(SUBMISSION));
        expect(busy).to.include({ name: "ExplorerBusyError", exitCode: 3 });
        expect(busy.message).to.match(/takes no more requests for now: .*\(3\/sec\).*asked 3 times/);
        expect(server.requests).to.have.length(3);
      });

      it("is asked once where a day's requests are used up", async () => {
        answerInOrder(notOk("Max daily rate limit reached. 100000 (100%) of 100000 day/limit"));
        expect(await failureOf(open().submit(SUBMISSION))).to.include({ name: "ExplorerBusyError" });
        expect(server.requests).to.have.length(1);
      });
    });
  }

  describe("Etherscan's key", () => {
    it("that is refused ends it at once, and is not repeated though the explorer does so", async () => {
      answerInOrder(notOk(`Invalid API Key (#err2)|${KEY}`));
      const failure = await failureOf(kinds[0]?.open().submit(SUBMISSION) as Promise<unknown>);
      expect(failure).to.include({ name: "ExplorerRefusedError", exitCode: 1 });
      expect(failure.message).to.include("Invalid API Key (#err2)|[API key]");
      expect(server.requests).to.have.length(1);
    });

    it("is in no message, whatever comes back", async () => {
      const repeating = [KEY, encodeURIComponent(KEY)].map((key) => `for ${key} no`);
      for (const words of repeating) {
        for (const reply of [
          notOk(words),
          { json: { status: "0", message: "NOTOK", result: words }, httpStatus: 500 },
          { json: { status: "0", message: "NOTOK", result: words }, httpStatus: 429 },
          { html: words, httpStatus: 403 },
          { html: words, httpStatus: 302, headers: { location: `https://elsewhere.example/api?apikey=${encodeURIComponent(KEY)}` } },
        ] satisfies Reply[]) {
          answerInOrder(reply);
          const told = await verdictOf(kinds[0]?.open() as Explorer).catch((error: KeeperError) => [
            error.message,
            error.remedy,
            error.stack,
          ]);
          expect(JSON.stringify(told)).not.to.include(KEY).and.not.to.include(encodeURIComponent(KEY));
        }
      }
    });

    it("is not sent where a redirection leads", async () => {
      const elsewhere = await serveExplorer();
      try {
        answerInOrder({ html: "", httpStatus: 307, headers: { location: `${elsewhere.url}/api` } });
        const failure = await failureOf(kinds[0]?.open().submit(SUBMISSION) as Promise<unknown>);
        expect(failure.message).to.include(`redirects from ${server.url} to ${elsewhere.url}`);
        expect(elsewhere.requests).to.deep.equal([]);
      } finally {
        await elsewhere.close();
      }
    });
  });

  describe("Sourcify", () => {
    const open = (policy = POLICY) => sourcify(new URL(`${server.url}/server`), 1, policy);
    const accepted: Reply = { httpStatus: 202, json: { verificationId: "a-job" } };

    it("is given the submission as its documentation has it, and asked for the job until it is done", async () => {
      answerInOrder(accepted, job(null, undefined, false), job("exact_match"));
      expect(await verdictOf(open())).to.deep.equal({ status: "verified" });
      const [submitted, ...asked] = server.requests as [ExplorerRequest, ...ExplorerRequest[]];
      expect(submitted).to.include({ method: "POST", path: `/server/v2/verify/1/${SUBMISSION.address}` });
      expect(submitted.json).to.deep.equal({
        stdJsonInput: SUBMISSION.input,
        compilerVersion: "0.8.37+commit.f401782d",
        contractIdentifier: SUBMISSION.contractName,
        creationTransactionHash: SUBMISSION.transactionHash,
      });
      expect(asked.map(({ method, path }) => `${method} ${path}`)).to.deep.equal(Array(2).fill("GET /server/v2/verify/a-job"));
    });

    it("needs no transaction", async () => {
      answerInOrder(accepted);
      await open().submit({ ...SUBMISSION, transactionHash: null });
      expect(server.requests[0]?.json).not.to.have.property("creationTransactionHash");
    });

    it("says that a contract was verified before", async () => {
      answerInOrder(refusal(409, "already_verified", "The contract is already verified"));
      expect(await verdictOf(open())).to.deep.equal({ status: "already-verified" });
      answerInOrder(accepted, job(null, { customCode: "already_verified", message: "…" }));
      expect(await verdictOf(open())).to.deep.equal({ status: "already-verified" });
    });

    it("says why a verification fails", async () => {
      answerInOrder(accepted, job(null, { customCode: "no_match", message: "The onchain and recompiled bytecodes don't match." }));
      expect(await verdictOf(open())).to.deep.equal({ status: "failed", reason: "The onchain and recompiled bytecodes don't match." });
      answerInOrder(refusal(400, "invalid_parameter", "compilerVersion is no version"));
      expect(await verdictOf(open())).to.deep.equal({ status: "failed", reason: "compilerVersion is no version" });
      answerInOrder(accepted, job(null));
      expect(await verdictOf(open())).to.deep.equal({ status: "failed", reason: "it found no match" });
    });

    it("is given a contract again that it does not know yet", async () => {
      answerInOrder(accepted, job(null, { customCode: "contract_not_deployed", message: "not there" }), accepted, job("match"));
      expect(await verdictOf(open())).to.deep.equal({ status: "verified" });
    });

    it("is given time when it works on the same contract already", async () => {
      const busy = refusal(429, "duplicate_verification_request", "It is being verified");
      answerInOrder(busy, busy, refusal(409, "already_verified", "…"));
      expect(await verdictOf(open())).to.deep.equal({ status: "already-verified" });
    });

    it("ends it at once for a chain that it does not have", async () => {
      answerInOrder(refusal(400, "unsupported_chain", "The chain 1 is not supported"));
      expect(await failureOf(open().submit(SUBMISSION))).to.include({ name: "ExplorerRefusedError" });
      expect(server.requests).to.have.length(1);
    });
  });

  describe("that do not answer as they should", () => {
    const all = [
      ...kinds.map(({ name, open }) => ({ name, open })),
      { name: "Sourcify", open: (policy = POLICY) => sourcify(new URL(server.url), 1, policy) },
    ];
    for (const { name, open } of all) {
      it(`${name}: HTTP 500 is asked again, and given up`, async () => {
        answerInOrder({ html: "<html>Bad Gateway</html>", httpStatus: 502 });
        const failure = await failureOf(open().submit(SUBMISSION));
        expect(failure).to.include({ name: "ExplorerUnreachableError", exitCode: 3 });
        expect(failure.message).to.include("HTTP 502").and.to.include("asked 3 times").and.not.to.include("html");
        expect(server.requests).to.have.length(3);
      });

      it(`${name}: one that hangs is given up`, async () => {
        answerInOrder("hang");
        const failure = await failureOf(open({ ...POLICY, timeoutMilliseconds: 30, attempts: 2 }).submit(SUBMISSION));
        expect(failure.message).to.include("no answer within 0.03 s").and.to.include("asked 2 times");
      });

      it(`${name}: one that is not there is named`, async () => {
        const gone = await serveExplorer();
        await gone.close();
        const explorer = name === "Sourcify" ? sourcify(new URL(gone.url), 1, POLICY) : blockscout(new URL(gone.url), null, POLICY);
        const failure = await failureOf(explorer.submit(SUBMISSION));
        expect(failure.message).to.include("connection refused").and.to.include(gone.url);
      });

      for (const [what, reply, words] of [
        ["a page instead of an answer", { html: "<html>hello</html>", httpStatus: 200 }, /its answer is not/],
        ["sources that are too large for it", { html: "<html>", httpStatus: 413 }, /too large for it \(HTTP 413\)/],
      ] as const) {
        it(`${name}: ${what} ends it`, async () => {
          answerInOrder(reply);
          const failure = await failureOf(open().submit(SUBMISSION));
          expect(failure).to.include({ name: "ExplorerRefusedError" });
          expect(failure.message).to.match(words);
        });
      }
    }
  });

  describe("are chosen", () => {
    const none = { ETHERSCAN_API_KEY: null, BLOCKSCOUT_API_KEY: null };
    const both = { ETHERSCAN_API_KEY: KEY, BLOCKSCOUT_API_KEY: KEY };
    for (const [named, keys, name, isPublic] of [
      [undefined, none, "Sourcify", true],
      [undefined, both, "Etherscan", true],
      ["etherscan", both, "Etherscan", true],
      ["blockscout", none, "Blockscout at eth.blockscout.com", true],
      ["sourcify", both, "Sourcify", true],
      ["https://scan.example/", none, "Blockscout at scan.example", false],
      ["http://127.0.0.1:4000/api", none, "Blockscout at 127.0.0.1:4000", false],
      ["blockscout:https://scan.example", none, "Blockscout at scan.example", false],
      ["sourcify:https://sourcify.example/server/", none, "Sourcify at sourcify.example", false],
      ["etherscan:https://scan.example/api", both, "The explorer at scan.example", false],
    ] as const) {
      it(`${named ?? "by default"}${keys === both ? " with keys" : ""}: ${name}`, () => {
        const choice = chooseExplorer(named, 1, keys);
        expect({ name: choice.explorer.name, isPublic: choice.isPublic }).to.deep.equal({ name, isPublic });
      });
    }

    it("with the pages where people read the sources", () => {
      const url = (named: string) => chooseExplorer(named, 1, both).explorer.contractUrl(SUBMISSION.address);
      expect(url("etherscan")).to.equal(`https://etherscan.io/address/${SUBMISSION.address}#code`);
      expect(url("blockscout")).to.equal(`https://eth.blockscout.com/address/${SUBMISSION.address}?tab=contract`);
      expect(url("https://scan.example/eth/api")).to.equal(`https://scan.example/eth/address/${SUBMISSION.address}?tab=contract`);
      expect(url("sourcify")).to.equal(`https://repo.sourcify.dev/1/${SUBMISSION.address}`);
    });

    for (const [named, words] of [
      ["", /neither an explorer's name nor the URL/],
      ["etherscan.io", /neither/],
      ["Etherscan", /neither/],
      ["ftp://scan.example", /neither/],
      ["sourcify:", /neither/],
      ["etherscan:sourcify", /neither/],
      ["https://user:secret@scan.example", /user name or a query/],
      ["https://scan.example/api?apikey=secret", /user name or a query/],
      ["etherscan", /No API key for Etherscan/],
    ] as const) {
      it(`not: "${named}"`, () => {
        const choose = () => chooseExplorer(named, 1, none);
        expect(choose).to.throw(KeeperError, words);
        expect(choose).not.to.throw(/secret/);
      });
    }

    it("not: a Blockscout of a chain that none is known for", () => {
      expect(() => chooseExplorer("blockscout", 10, none)).to.throw(/no known Blockscout for chain 10/);
    });
  });
});
