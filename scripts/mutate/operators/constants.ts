import { nodeIn, nodesIn, spanOf, typeOf } from "../ast.ts";
import { type Operator, textOf } from "./operator.ts";

/** Below this a number is a count, a position or a flag, from here on a unit, a limit or a mask. */
const SMALL = 100;

/** One more than a small number; the double of a large one, of which one unit more is often no mistake anyone could notice. */
const number: Operator = {
  name: "number",
  edits(site) {
    const { node, parent } = site;
    if (node.nodeType !== "Literal" || node.kind !== "number" || parent?.nodeType === "ArrayTypeName") return [];
    const value = Number(String(node.value).replaceAll("_", ""));
    const isCount = Number.isInteger(value) && value < SMALL && typeof node.subdenomination !== "string";
    return [{ span: spanOf(node), replacement: isCount ? String(value + 1) : `(2 * ${textOf(site, node)})` }];
  },
};

const truth: Operator = {
  name: "truth",
  edits({ node }) {
    if (node.nodeType !== "Literal" || node.kind !== "bool") return [];
    return [{ span: spanOf(node), replacement: node.value === "true" ? "false" : "true" }];
  },
};

const DIRECTIONS: Readonly<Record<string, string>> = { Ceil: "Floor", Floor: "Ceil" };

/** Rounds the other way; up, where nothing is said and OpenZeppelin's `mulDiv` rounds down. */
const rounding: Operator = {
  name: "rounding",
  edits(site) {
    const { node } = site;
    if (node.nodeType === "MemberAccess") {
      const exchanged = DIRECTIONS[String(node.memberName)];
      const enumeration = nodeIn(node, "expression");
      if (exchanged === undefined || enumeration === undefined) return [];
      return [{ span: spanOf(node), replacement: `${textOf(site, enumeration)}.${exchanged}` }];
    }
    const callee = nodeIn(node, "expression");
    if (node.nodeType !== "FunctionCall" || callee?.memberName !== "mulDiv") return [];
    const receiver = nodeIn(callee, "expression");
    const isBound = receiver !== undefined && !typeOf(receiver).startsWith("type(");
    if (nodesIn(node, "arguments").length !== (isBound ? 2 : 3)) return [];
    return [{ span: spanOf(node), replacement: textOf(site, node).replace(/\)$/, ", Math.Rounding.Ceil)") }];
  },
};

const EXTREMES: Readonly<Record<string, string>> = { min: "max", max: "min" };

/** The other extreme: of two values by a function called `min` or `max`, or of a type. */
const extreme: Operator = {
  name: "extreme",
  edits(site) {
    const { node } = site;
    const exchanged = EXTREMES[String(node.memberName)];
    const owner = nodeIn(node, "expression");
    if (node.nodeType !== "MemberAccess" || exchanged === undefined || owner === undefined) return [];
    return [{ span: spanOf(node), replacement: `${textOf(site, owner)}.${exchanged}` }];
  },
};

export const constantOperators: readonly Operator[] = [number, truth, rounding, extreme];
