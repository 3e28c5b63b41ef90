import { writeFileSync } from "node:fs";
import { compiledProject } from "../local-mainnet/artifacts.ts";
import { DEPOSIT_ABI_FILE, depositAbiText } from "./depositAbi.ts";

await compiledProject();
writeFileSync(DEPOSIT_ABI_FILE, depositAbiText());
