import type { JudgedForecasts } from "../judged.ts";
import { meanAbsoluteError } from "../metrics/meanAbsoluteError.ts";
import { groupRows, selectRows } from "../rows.ts";

/** How far off the model and persistence were in one group of forecasts, fractions a year. */
export interface GroupError {
  readonly group: string;
  readonly samples: number;
  readonly mae: number;
  readonly persistenceMae: number;
}

/** Errors of the groups that have any forecasts, in the order given; what belongs to no group (null) is left out. */
export function groupErrors(
  forecasts: JudgedForecasts,
  order: readonly string[],
  groupOf: (row: number) => string | null,
): readonly GroupError[] {
  const groups = groupRows(forecasts, groupOf);
  return order.flatMap((group) => {
    const rows = groups.get(group);
    if (rows === undefined) return [];
    const some = selectRows(forecasts, rows);
    const persistenceMae = meanAbsoluteError({ ...some, pointApr: some.persistenceApr });
    return [{ group, samples: rows.length, mae: meanAbsoluteError(some), persistenceMae }];
  });
}
