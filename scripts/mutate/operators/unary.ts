import { nodeIn, spanOf } from "../ast.ts";
import { type Operator, textOf } from "./operator.ts";

const STEPS: Readonly<Record<string, string>> = { "++": "--", "--": "++" };

/** Counts the other way. */
const step: Operator = {
  name: "step",
  edits(site) {
    const { node } = site;
    const exchanged = STEPS[String(node.operator)];
    const operand = nodeIn(node, "subExpression");
    if (node.nodeType !== "UnaryOperation" || exchanged === undefined || operand === undefined) return [];
    const text = textOf(site, operand);
    return [{ span: spanOf(node), replacement: node.prefix === true ? exchanged + text : text + exchanged }];
  },
};

/** Forgets a `!`, a minus or a `~`. */
const dropSign: Operator = {
  name: "drop-sign",
  edits(site) {
    const { node } = site;
    const operand = nodeIn(node, "subExpression");
    if (node.nodeType !== "UnaryOperation" || operand === undefined || !["!", "-", "~"].includes(String(node.operator))) return [];
    return [{ span: spanOf(node), replacement: textOf(site, operand) }];
  },
};

/** Takes the other branch. What a single exchanged or forgotten operator negates is left to the operators that do that. */
const negateCondition: Operator = {
  name: "negate-condition",
  edits(site) {
    const { node } = site;
    const condition = nodeIn(node, "condition");
    if (!["IfStatement", "Conditional"].includes(node.nodeType) || condition === undefined) return [];
    if (["==", "!=", "!"].includes(String(condition.operator))) return [];
    return [{ span: spanOf(condition), replacement: `!(${textOf(site, condition)})` }];
  },
};

export const unaryOperators: readonly Operator[] = [step, dropSign, negateCondition];
