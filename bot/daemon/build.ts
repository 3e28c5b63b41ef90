import packageFile from "../../package.json" with { type: "json" };
import type { Build } from "./metrics/keeper.ts";

/** What runs. */
export const build: Build = { version: packageFile.version, node: process.versions.node };
