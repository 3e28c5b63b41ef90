import { nodeIn, spanOf } from "../ast.ts";
import { type Operator, textOf } from "./operator.ts";

const EXCHANGES: Readonly<Record<string, string>> = {
  add: "sub",
  sub: "add",
  mul: "div",
  div: "mul",
  and: "or",
  or: "and",
  gt: "lt",
  lt: "gt",
  shl: "shr",
  shr: "shl",
};

/** The same mistakes in assembly: another instruction, another number, an assignment that is missing. */
const assembly: Operator = {
  name: "assembly",
  edits(site) {
    const { node } = site;
    if (node.nodeType === "YulAssignment") return [{ span: spanOf(node), replacement: "" }];
    if (node.nodeType === "YulLiteral" && node.kind === "number") {
      return [{ span: spanOf(node), replacement: `0x${(Number(node.value) + 1).toString(16)}` }];
    }
    const name = nodeIn(node, "functionName");
    const exchanged = name === undefined ? undefined : EXCHANGES[textOf(site, name)];
    if (node.nodeType !== "YulFunctionCall" || name === undefined || exchanged === undefined) return [];
    const span = spanOf(node);
    return [{ span, replacement: exchanged + site.source.text({ start: spanOf(name).end, end: span.end }) }];
  },
};

export const assemblyOperators: readonly Operator[] = [assembly];
