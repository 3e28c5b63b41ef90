import { cp, mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { createTestFolder } from "../../store/testStore.ts";
import { PROJECT_ROOT } from "./command.ts";

/** What `keeper` needs of the project in order to run. */
const PARTS = ["package.json", "bin", "bot", "scripts/deploy", "scripts/verify"];

/** The project at another place, as after a fresh clone and `npm ci`: nothing compiled, nothing deployed. */
export async function copyProject(): Promise<string> {
  const copy = path.join(await createTestFolder(), "project");
  await mkdir(path.join(copy, "scripts"), { recursive: true });
  for (const part of PARTS) await cp(path.join(PROJECT_ROOT, part), path.join(copy, part), { recursive: true });
  await symlink(path.join(PROJECT_ROOT, "node_modules"), path.join(copy, "node_modules"));
  return copy;
}

/** Gives the copy the compiled contracts. */
export function compileCopy(copy: string): Promise<void> {
  return symlink(path.join(PROJECT_ROOT, "artifacts"), path.join(copy, "artifacts"));
}
