import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { scryptKeystore } from "../execute/signers/keystores.ts";
import { createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const PASSWORD = "correct horse battery";
const { privateKey, address } = Wallet.createRandom();

async function folderWith(files: Readonly<Record<string, string>>, signer: unknown = null): Promise<string> {
  const folder = await createTestFolder();
  const all = { ...files, "yield-keeper.json": JSON.stringify({ signer }) };
  for (const [name, content] of Object.entries(all)) await writeFile(path.join(folder, name), content, { mode: 0o600 });
  return folder;
}

const KEYSTORE = { kind: "keystore", file: "keeper.json" };

describe("cli: keeper key", () => {
  it("makes a keystore that only its owner can read, and that the keeper opens", async () => {
    const folder = await folderWith({ password: `${PASSWORD}\n` }, { kind: "keystore", file: "new.json" });
    const environment = { KEEPER_KEYSTORE_PASSWORD_FILE: "password" };
    const made = await runCommand(["key", "new", "--out", "new.json", "--json"], { folder, environment });
    expect(made.exitCode, made.stderr).to.equal(0);
    const file = path.join(folder, "new.json");
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    const wallet = await Wallet.fromEncryptedJson(await readFile(file, "utf8"), PASSWORD);
    expect(JSON.parse(made.stdout)).to.deep.equal({ address: wallet.address, file: "new.json" });
    expect(made.stdout + made.stderr).not.to.include(wallet.privateKey.slice(2));

    const asked = await runCommand(["key", "address", "--json"], { folder, environment });
    expect(JSON.parse(asked.stdout)).to.deep.equal({ address: wallet.address, kind: "keystore" });
  });

  it("imports the key of the environment", async () => {
    const folder = await folderWith({});
    const environment = { KEEPER_PRIVATE_KEY: privateKey.slice(2), KEEPER_KEYSTORE_PASSWORD: PASSWORD };
    const { exitCode, stdout, stderr } = await runCommand(["key", "import", "--out", "keeper.json"], { folder, environment });
    expect(exitCode, stderr).to.equal(0);
    expect(stdout).to.include(address);
    const wallet = await Wallet.fromEncryptedJson(await readFile(path.join(folder, "keeper.json"), "utf8"), PASSWORD);
    expect(wallet.privateKey).to.equal(privateKey);
  });

  it("says whose key of the environment it is", async () => {
    const { stdout } = await runCommand(["key", "address"], { environment: { KEEPER_PRIVATE_KEY: privateKey } });
    expect(stdout).to.equal(`${address}\n`);
  });

  const wrong = { exitCode: 2, name: "MissingSettingError" };
  const withKeystore = (environment: Record<string, string>, mode = 0o600) => ({
    args: ["key", "address"],
    options: async () => {
      const folder = await folderWith(
        { "keeper.json": scryptKeystore(privateKey, PASSWORD), password: `${PASSWORD}\r\n`, empty: "\n" },
        KEYSTORE,
      );
      await chmod(path.join(folder, "password"), mode);
      return { folder, environment };
    },
    secrets: [PASSWORD, privateKey.slice(2)],
  });
  itFails([
    {
      ...wrong,
      ...withKeystore({}),
      what: "no password",
      message: /No password for the keystore/,
      remedy: /Set KEEPER_KEYSTORE_PASSWORD_FILE/,
    },
    {
      ...wrong,
      ...withKeystore({ KEEPER_KEYSTORE_PASSWORD: "another password" }),
      what: "a wrong password",
      name: "KeystoreError",
      message: /The password does not open the keystore keeper\.json/,
      remedy: /Check the password/,
      secrets: ["another password", privateKey.slice(2)],
    },
    ...(process.platform === "win32"
      ? []
      : [
          {
            ...wrong,
            ...withKeystore({ KEEPER_KEYSTORE_PASSWORD_FILE: "password" }, 0o640),
            what: "a password file that others can read",
            message: /The password file password is open to others/,
            remedy: /chmod 600 password/,
          },
        ]),
    {
      ...wrong,
      ...withKeystore({ KEEPER_KEYSTORE_PASSWORD_FILE: "passwort" }),
      what: "a password file that is not there",
      message: /The password file passwort cannot be read: ENOENT/,
      remedy: /Set KEEPER_KEYSTORE_PASSWORD_FILE/,
    },
    {
      ...wrong,
      ...withKeystore({ KEEPER_KEYSTORE_PASSWORD_FILE: "empty" }),
      what: "an empty password file",
      message: /The password file empty is empty/,
      remedy: /Put the keystore's password into it/,
    },
    {
      ...wrong,
      ...withKeystore({ KEEPER_KEYSTORE_PASSWORD: PASSWORD }),
      args: ["key", "new", "--out", "keeper.json"],
      what: "a file that is there already",
      name: "KeystoreError",
      message: /keeper\.json is there already and is never replaced/,
      remedy: /Choose another name/,
    },
    {
      ...wrong,
      ...withKeystore({ KEEPER_KEYSTORE_PASSWORD: "short" }),
      args: ["key", "new", "--out", "new.json"],
      what: "a short password",
      message: /The password has fewer than 8 characters/,
      remedy: /Choose a longer one/,
    },
    {
      ...wrong,
      ...withKeystore({}),
      args: ["key", "new", "--out", "new.json"],
      what: "no password and no terminal",
      message: /no terminal to ask for one/,
      remedy: /KEEPER_KEYSTORE_PASSWORD_FILE/,
    },
    {
      ...wrong,
      ...withKeystore({ KEEPER_KEYSTORE_PASSWORD: PASSWORD }),
      args: ["key", "import", "--out", "new.json"],
      what: "nothing to import",
      message: /No key to import/,
      remedy: /Set KEEPER_PRIVATE_KEY/,
    },
    {
      ...wrong,
      args: ["key", "address"],
      what: "no key at all",
      message: /No key is configured/,
      remedy: /Set KEEPER_PRIVATE_KEY, or `signer`/,
    },
  ]);

  it("accepts a password file whose line ends as on Windows", async () => {
    const { options } = withKeystore({ KEEPER_KEYSTORE_PASSWORD_FILE: "password" });
    const { stdout, stderr } = await runCommand(["key", "address"], await options());
    expect({ stdout, stderr }).to.deep.equal({ stdout: `${address}\n`, stderr: "" });
  });
});
