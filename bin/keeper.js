#!/usr/bin/env node
// The command is TypeScript that Node runs directly; an older Node would answer with a syntax error, so it is turned away in words.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `keeper needs Node 22.18 or newer, this is ${process.versions.node}. Run it as "npx keeper": npm ci has put a newer Node beside it.\n`,
  );
  process.exitCode = 2;
} else {
  const { main } = await import("../bot/cli/main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
