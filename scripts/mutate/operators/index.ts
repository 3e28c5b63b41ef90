import { assemblyOperators } from "./assembly.ts";
import { constantOperators } from "./constants.ts";
import { exchangeOperators } from "./exchange.ts";
import { functionOperators } from "./functions.ts";
import type { Operator } from "./operator.ts";
import { statementOperators } from "./statements.ts";
import { unaryOperators } from "./unary.ts";

export const operators: readonly Operator[] = [
  ...exchangeOperators,
  ...unaryOperators,
  ...constantOperators,
  ...statementOperators,
  ...functionOperators,
  ...assemblyOperators,
];
