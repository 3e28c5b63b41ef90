import { type AstNode, nodeIn, nodesIn, spanOf } from "../ast.ts";
import { dropStatement, type Operator, type Site } from "./operator.ts";

/** A statement of its own, not a part of a `for`'s head. */
function isStatement({ node, parent }: Site): boolean {
  if (node.nodeType !== "ExpressionStatement") return false;
  return parent?.nodeType !== "ForStatement" || parent.body === node;
}

const GUARD_FUNCTIONS = ["require", "assert", "revert"];

function isGuardCall(expression: AstNode | undefined): boolean {
  return expression?.nodeType === "FunctionCall" && GUARD_FUNCTIONS.includes(String(nodeIn(expression, "expression")?.name));
}

/** Does nothing but leave: the function, the loop or the round. */
function leaves(statement: AstNode | undefined): boolean {
  if (statement === undefined) return false;
  if (statement.nodeType === "Block") {
    const [only, ...others] = nodesIn(statement, "statements");
    return others.length === 0 && leaves(only);
  }
  if (["RevertStatement", "Return", "Continue", "Break"].includes(statement.nodeType)) return true;
  return statement.nodeType === "ExpressionStatement" && isGuardCall(nodeIn(statement, "expression"));
}

/** A state that is not written, or a variable that keeps its type's zero. */
const dropAssignment: Operator = {
  name: "drop-assignment",
  edits(site) {
    const { node } = site;
    if (isStatement(site) && nodeIn(node, "expression")?.nodeType === "Assignment") return [dropStatement(site, node)];
    const initialValue = nodeIn(node, "initialValue");
    const [declaration, ...others] = nodesIn(node, "declarations");
    const isSingle = Array.isArray(node.declarations) && node.declarations.length === 1 && others.length === 0;
    if (node.nodeType !== "VariableDeclarationStatement" || !isSingle || declaration === undefined || initialValue === undefined) return [];
    return [{ span: { start: spanOf(declaration).end, end: spanOf(initialValue).end }, replacement: "" }];
  },
};

/** A call whose effect is missed, a counter that stands still, a `delete` that does not happen. */
const dropCall: Operator = {
  name: "drop-call",
  edits(site) {
    const expression = nodeIn(site.node, "expression");
    if (!isStatement(site) || !["FunctionCall", "UnaryOperation"].includes(String(expression?.nodeType))) return [];
    return isGuardCall(expression) ? [] : [dropStatement(site, site.node)];
  },
};

const dropEvent: Operator = {
  name: "drop-event",
  edits: (site) => (site.node.nodeType === "EmitStatement" ? [dropStatement(site, site.node)] : []),
};

/** An `if` that only leaves, an `else` that only leaves, or a `require`. */
const dropGuard: Operator = {
  name: "drop-guard",
  edits(site) {
    const { node } = site;
    if (isStatement(site) && isGuardCall(nodeIn(node, "expression"))) return [dropStatement(site, node)];
    if (node.nodeType !== "IfStatement") return [];
    const otherwise = nodeIn(node, "falseBody");
    if (otherwise === undefined) return leaves(nodeIn(node, "trueBody")) ? [dropStatement(site, node)] : [];
    return leaves(otherwise) ? [dropStatement(site, otherwise)] : [];
  },
};

export const statementOperators: readonly Operator[] = [dropAssignment, dropCall, dropEvent, dropGuard];
