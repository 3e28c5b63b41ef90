import { nodeIn, nodesIn, spanOf, typeOf } from "../ast.ts";
import { type Operator, textOf } from "./operator.ts";

const dropModifier: Operator = {
  name: "drop-modifier",
  edits({ node }) {
    if (node.nodeType !== "ModifierInvocation" || node.kind !== "modifierInvocation") return [];
    return [{ span: spanOf(node), replacement: "" }];
  },
};

const COMMUTATIVE = ["min", "max"];

/** Two neighbouring arguments of one type in each other's place: of a function, an error or an event. */
const swapArguments: Operator = {
  name: "swap-arguments",
  edits(site) {
    const { node } = site;
    if (node.nodeType !== "FunctionCall" || node.kind === "typeConversion" || (node.names as unknown[]).length > 0) return [];
    if (COMMUTATIVE.includes(String(nodeIn(node, "expression")?.memberName))) return [];
    const given = nodesIn(node, "arguments");
    return given.slice(1).flatMap((second, index) => {
      const first = given[index];
      if (first === undefined || typeOf(first) !== typeOf(second) || textOf(site, first) === textOf(site, second)) return [];
      const between = site.source.text({ start: spanOf(first).end, end: spanOf(second).start });
      const span = { start: spanOf(first).start, end: spanOf(second).end };
      return [{ span, replacement: textOf(site, second) + between + textOf(site, first) }];
    });
  },
};

/** Nothing is answered where something was: zero, or the contrary of a truth. */
const answerZero: Operator = {
  name: "answer-zero",
  edits(site) {
    const answer = nodeIn(site.node, "expression");
    if (site.node.nodeType !== "Return" || answer === undefined || answer.nodeType === "Literal") return [];
    const zero = zeroOf(typeOf(answer), textOf(site, answer));
    return zero === undefined ? [] : [{ span: spanOf(answer), replacement: zero }];
  },
};

function zeroOf(type: string, answer: string): string | undefined {
  if (/^u?int\d+$/.test(type)) return "0";
  if (type === "bool") return `!(${answer})`;
  if (type === "address" || /^bytes\d+$/.test(type)) return `${type}(0)`;
  return undefined;
}

export const functionOperators: readonly Operator[] = [dropModifier, swapArguments, answerZero];
