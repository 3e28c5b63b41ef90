import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { inflate } from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";

/** What the package carries, compressed; the libraries are those that a bare Debian lacks: NSS, NSPR, Expat. */
const ARCHIVES = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];

const packageFolder = path.join(path.dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");

/**
 * A browser without a window, from npm packages alone. It is for Linux on x64; elsewhere CHROMIUM_PATH names one that is installed.
 */
export async function launchChromium(): Promise<Browser> {
  // One process for everything, as the package advises for its small machines, ends all pages with the first that is closed; and nothing of
  // what would weaken the web's own rules, which pages have to live with.
  const args = ["--font-render-hinting=none", "--disable-gpu"];
  const installed = process.env.CHROMIUM_PATH;
  if (installed !== undefined && installed !== "") return chromium.launch({ executablePath: installed, args });
  const folder = await unpacked();
  return chromium.launch({
    executablePath: path.join(folder, "chromium"),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [path.join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
      FONTCONFIG_PATH: path.join(folder, "fonts"),
    },
  });
}

/** The folder with the package's files as they are to be run, unpacked once for the project. */
async function unpacked(): Promise<string> {
  const { version } = createRequire(import.meta.url)(path.join(packageFolder, "package.json")) as { version: string };
  const cache = path.join(PROJECT_ROOT, "cache");
  const folder = path.join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(path.join(cache, "chromium-"));
  try {
    await inflateInto(staging);
    // Whoever else runs the project's commands may run it, too.
    await chmod(path.join(staging, "chromium"), 0o755);
    await chmod(staging, 0o755);
    // Whole or not at all, whoever else unpacks at the same time.
    await rename(staging, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

/** The package unpacks to the system's temporary folder, where another user's or another version's browser may be. */
function inflateInto(folder: string): Promise<unknown> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return Promise.all(ARCHIVES.map((archive) => inflate(path.join(packageFolder, "bin", archive))));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
