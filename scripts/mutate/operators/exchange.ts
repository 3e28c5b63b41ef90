import { nodeIn } from "../ast.ts";
import { exchangeBetween, type Operator } from "./operator.ts";

type Exchanges = Readonly<Record<string, string>>;

/** Binary operators exchanged one for another. */
function binary(name: string, exchanges: Exchanges): Operator {
  return infix(name, exchanges, "BinaryOperation", "leftExpression", "rightExpression");
}

function infix(name: string, exchanges: Exchanges, nodeType: string, leftField: string, rightField: string): Operator {
  return {
    name,
    edits(site) {
      if (site.node.nodeType !== nodeType) return [];
      const operator = String(site.node.operator);
      const exchanged = exchanges[operator];
      const left = nodeIn(site.node, leftField);
      const right = nodeIn(site.node, rightField);
      if (exchanged === undefined || left === undefined || right === undefined) return [];
      return [exchangeBetween(site, left, right, operator, exchanged)];
    },
  };
}

export const exchangeOperators: readonly Operator[] = [
  binary("boundary", { "<": "<=", "<=": "<", ">": ">=", ">=": ">" }),
  binary("equality", { "==": "!=", "!=": "==" }),
  binary("logic", { "&&": "||", "||": "&&" }),
  binary("arithmetic", { "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*" }),
  binary("bits", { "&": "|", "|": "&", "^": "&", "<<": ">>", ">>": "<<" }),
  infix(
    "compound-assignment",
    { "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|=", "<<=": ">>=", ">>=": "<<=" },
    "Assignment",
    "leftHandSide",
    "rightHandSide",
  ),
];
