import type { VetoRule } from "../input.ts";

/** An operator has ordered the market to be left. */
export const operator: VetoRule = ({ deriskOrder }) => {
  if (deriskOrder === null) return null;
  const { by, comment } = deriskOrder;
  return { reason: "operator", effect: "exit", detail: comment === null ? `ordered by ${by}` : `ordered by ${by}: ${comment}` };
};
