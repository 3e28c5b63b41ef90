import { useEffect, useState } from "preact/hooks";
import { knownOperator, type Operator, onOperatorChange } from "./operator.ts";

/** Who acts in this tab; null while nobody may. */
export function useOperator(): Operator | null {
  const [operator, setOperator] = useState<Operator | null>(knownOperator);
  useEffect(() => onOperatorChange(() => setOperator(knownOperator())), []);
  return operator;
}
