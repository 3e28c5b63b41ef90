import { explorerOf } from "../format/explorers.ts";
import { shortHex } from "../format/names.ts";

/** An address, a transaction or a block: short, whole when pointed at, and linked where the chain has an explorer. */
export function Explorer({ chainId, kind, value }: { chainId: number; kind: "address" | "tx" | "block"; value: string }) {
  const explorer = explorerOf(chainId);
  const text = <span class="mono address">{kind === "block" ? Number(value).toLocaleString("en-US") : shortHex(value)}</span>;
  return explorer === null ? (
    <span title={value}>{text}</span>
  ) : (
    <a href={`${explorer}/${kind}/${value}`} title={value} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}
