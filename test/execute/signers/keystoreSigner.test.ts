import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { computeAddress, Wallet } from "ethers";
import {
  KeystoreError,
  keystoreSigner,
  randomPrivateKey,
  readKeystore,
  writeKeystore,
} from "../../../bot/execute/signers/keystoreSigner.ts";
import { PUBLISHED, scryptKeystore } from "./keystores.ts";

const PASSWORD = "correct horse battery staple";

describe("execute: keystore signer", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "keystore-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function fileWith(content: string): Promise<string> {
    const file = path.join(folder, `${randomPrivateKey()}.json`);
    await writeFile(file, content);
    return file;
  }

  async function failureOf(promise: Promise<unknown>): Promise<KeystoreError> {
    const error = await promise.then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).to.be.instanceOf(KeystoreError);
    return error as KeystoreError;
  }

  it("opens the published test vector (PBKDF2)", async () => {
    expect(await readKeystore(await fileWith(PUBLISHED.json), PUBLISHED.password)).to.equal(PUBLISHED.privateKey);
  });

  it("opens one that another implementation wrote (scrypt), whatever characters the password has", async () => {
    for (const password of [PASSWORD, "ünïcode 密碼", " spaces "]) {
      const { privateKey, address } = Wallet.createRandom();
      const signer = await keystoreSigner(await fileWith(scryptKeystore(privateKey, password)), password);
      expect(signer.address).to.equal(address);
      expect(inspect(signer, { depth: 10, showHidden: true })).not.to.include(privateKey.slice(2));
    }
  });

  it("writes one that ethers' wallet opens, for its owner only, and never over a file", async () => {
    const file = path.join(folder, "new.json");
    const privateKey = randomPrivateKey();
    expect(await writeKeystore(file, privateKey, PASSWORD)).to.equal(computeAddress(privateKey));
    const json = await readFile(file, "utf8");
    expect(json).not.to.include(privateKey.slice(2));
    expect((await Wallet.fromEncryptedJson(json, PASSWORD)).privateKey).to.equal(privateKey);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    const error = await failureOf(writeKeystore(file, randomPrivateKey(), PASSWORD));
    expect(error.message).to.match(/is there already/);
    expect(await readFile(file, "utf8")).to.equal(json);
  });

  it("makes another key every time", () => {
    const keys = Array.from({ length: 100 }, randomPrivateKey);
    expect(new Set(keys).size).to.equal(100);
    for (const key of keys) expect(key).to.match(/^0x[0-9a-f]{64}$/);
  });

  const wrong: [string, (key: string) => string, RegExp][] = [
    ["text", () => "no JSON", /is not a keystore/],
    ["other JSON", () => '{"version":1}', /is not a keystore/],
    ["a keystore without its cryptography", () => '{"version":3}', /is not a keystore/],
    ["an unknown key derivation", (key) => scryptKeystore(key, PASSWORD).replace('"scrypt"', '"argon2"'), /is not a keystore/],
    ["a damaged cipher text", (key) => scryptKeystore(key, PASSWORD).replace(/"ciphertext":"../, '"ciphertext":"zz'), /is not a keystore/],
    ["another password's", (key) => scryptKeystore(key, "another password"), /The password does not open the keystore/],
  ];
  for (const [what, content, message] of wrong) {
    it(`refuses ${what}, quoting neither password nor content`, async () => {
      const { privateKey } = Wallet.createRandom();
      const json = content(privateKey);
      const error = await failureOf(keystoreSigner(await fileWith(json), PASSWORD));
      expect(error.message).to.match(message);
      expect(error.exitCode).to.equal(2);
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [PASSWORD, privateKey.slice(2), "ciphertext", json]) expect(shown).not.to.include(secret);
    });
  }

  it("says which file is missing", async () => {
    const error = await failureOf(keystoreSigner(path.join(folder, "nowhere.json"), PASSWORD));
    expect(error.message).to.match(/nowhere\.json cannot be read: ENOENT/);
    expect(error.remedy).to.match(/signer\.file/);
  });
});
