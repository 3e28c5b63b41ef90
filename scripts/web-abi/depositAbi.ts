import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type ErrorFragment, type EventFragment, type Fragment, type FunctionFragment, Interface } from "ethers";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";

/** The ABI that the deposit page speaks by, generated from the compiled contracts. */
export const DEPOSIT_ABI_FILE = fileURLToPath(new URL("../../bot/watch/web/pages/deposit/chain/depositAbi.ts", import.meta.url));

/** What a depositor calls, reads and finds in the logs, by the contract that has it. */
const FUNCTIONS = {
  YieldVault: [
    "asset() view",
    "name() view",
    "symbol() view",
    "decimals() view",
    "balanceOf(address) view",
    "totalSupply() view",
    "allowance(address,address) view",
    "approve(address,uint256)",
    "nonces(address) view",
    "DOMAIN_SEPARATOR() view",
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    "totalAssets() view",
    "grossAssets() view",
    "idle() view",
    "convertToAssets(uint256) view",
    "previewDeposit(uint256) view",
    "maxDeposit(address) view",
    "maxWithdraw(address) view",
    "maxRedeem(address) view",
    "deposit(uint256,address)",
    "withdraw(uint256,address,address,uint256)",
    "redeem(uint256,address,address,uint256)",
    "forceDeallocate(address,uint256,address,uint256)",
  ],
  VaultSettings: ["status() view", "limits() view", "adapters() view", "deposits() view", "fees() view"],
} as const;

const EVENTS = ["Deposit", "Withdraw", "ExitLoss", "ForceDeallocated"];

/** Whose errors can end a depositor's call, or reach him through the vault. */
const SOURCES_OF_ERRORS = [
  "YieldVault",
  "VaultSettings",
  "AllowlistGate",
  "adapters/AaveV3Adapter",
  "adapters/CompoundV3Adapter",
  "adapters/CurveAdapter",
  "adapters/ERC4626Adapter",
  "adapters/SkySavingsAdapter",
  "adapters/UniswapV3Adapter",
] as const;

/** The text of `DEPOSIT_ABI_FILE` as the compiled contracts would have it. */
export function depositAbiText(): string {
  const vault = compiled("YieldVault");
  const parts: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "VAULT_FUNCTIONS",
      "Both halves of a vault's code, its shares among them; a token with ERC-2612 answers to the same names.",
      Object.entries(FUNCTIONS).flatMap(([contract, names]) => names.map((name) => line(named(compiled(contract), name)))),
    ],
    [
      "ADAPTER_FUNCTIONS",
      "One yield source.",
      ["totalAssets() view", "withdrawable(uint256) view"].map((name) => line(named(compiled("interfaces/IAdapter"), name))),
    ],
    ["GATE_FUNCTIONS", "Who decides who may deposit.", [line(named(compiled("interfaces/IDepositGate"), "mayDeposit(address) view"))]],
    ["VAULT_EVENTS", "What a depositor's doings leave in the logs.", EVENTS.map((name) => line(required(vault.getEvent(name), name)))],
    ["ERRORS", "Every custom error of the vault, its settings, its gate and its adapters.", errorLines()],
  ];
  const blocks = parts.map(([name, doc, lines]) => {
    const body = lines.map((one) => `  ${JSON.stringify(one)},\n`).join("");
    const whole = `export const ${name} = [${lines.map((one) => JSON.stringify(one)).join(", ")}] as const;`;
    return `/** ${doc} */\n${whole.length <= 140 ? whole : `export const ${name} = [\n${body}] as const;`}\n`;
  });
  return `// Of the compiled contracts: \`node scripts/web-abi/main.ts\`.\n\n${blocks.join("\n")}`;
}

function errorLines(): readonly string[] {
  const lines = new Set<string>();
  for (const source of SOURCES_OF_ERRORS) {
    compiled(source).forEachError((fragment) => {
      lines.add(line(fragment));
    });
  }
  return [...lines].sort();
}

function compiled(source: string): Interface {
  const file = path.join(PROJECT_ROOT, "artifacts", "contracts", `${source}.sol`, `${path.basename(source)}.json`);
  return new Interface(JSON.parse(readFileSync(file, "utf8")).abi);
}

/** By its signature, and whether it only reads: a view here that writes there is found out. */
function named(abi: Interface, name: string): FunctionFragment {
  const [signature = "", view] = name.split(" ");
  const fragment = required(abi.getFunction(signature), signature);
  if (fragment.constant !== (view === "view")) throw new Error(`${signature} does not read and write as expected`);
  return fragment;
}

function required<Found>(found: Found | null, name: string): Found {
  if (found === null) throw new Error(`no compiled contract has ${name}`);
  return found;
}

function line(fragment: Fragment | FunctionFragment | EventFragment | ErrorFragment): string {
  return fragment.format("full");
}
