import { execFileSync } from "node:child_process";

/** The commit of the code, with "-dirty" where it has changes; "unknown" outside a checkout. */
export function gitCommit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return `${git("rev-parse", "HEAD")}${git("status", "--porcelain", "--", "bot") === "" ? "" : "-dirty"}`;
  } catch {
    return "unknown";
  }
}
