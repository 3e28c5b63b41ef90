import { z } from "zod";
import { OPERATOR_ACTION_KINDS } from "../../../core/operatorOrders.ts";
import { marketId, pageOf, seconds } from "./values.ts";

/** What operators say, and what holds because of it. */

/** Words of a person in any language: one line or several. PostgreSQL takes no NUL. */
export function words(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[\P{Cc}\t\r\n]+$/u);
}

export const person = words(100).meta({ description: "Who does it, as others know them." });
export const comment = words(1_000).nullable().default(null).meta({ description: "Why." });

const order = z.object({ by: z.string(), comment: z.string().nullable(), sinceSeconds: seconds });

export const orders = z
  .object({
    pause: order.nullable().meta({ description: "Nothing is sent for the vault, urgent exits neither; null while its keeper may act." }),
    derisk: z
      .object({
        all: order
          .extend({ exceptMarketIds: z.array(marketId).meta({ description: "Markets it was lifted for since." }) })
          .nullable()
          .meta({ description: "The order to leave every market." }),
        markets: z.array(order.extend({ marketId })).meta({ description: "Orders to leave a market of its own." }),
      })
      .meta({ description: "What the keeper leaves for idle, and stays out of." }),
  })
  .meta({ id: "OperatorOrders" });

export const operatorAction = z
  .object({
    id: z.int(),
    kind: z.enum(OPERATOR_ACTION_KINDS),
    marketId: marketId.nullable().meta({ description: "With derisk and lift; null is every market." }),
    by: z.string(),
    comment: z.string().nullable(),
    atSeconds: seconds,
  })
  .meta({ id: "OperatorAction" });

export const operations = pageOf(operatorAction)
  .extend({ inForce: orders.meta({ description: "What holds now." }) })
  .meta({ id: "Operations" });

export const ordersNow = z.object({ vaultId: z.string(), inForce: orders }).meta({ id: "OperatorOrdersNow" });

const MOST_MARKETS = 500;
const marketIds = z
  .array(z.string().min(1).max(200))
  .min(1)
  .max(MOST_MARKETS)
  .nullable()
  .default(null)
  .meta({ description: "Which markets; null is every one, also those that come later." });

export const actionBody = z.strictObject({ by: person, comment });
export const marketActionBody = z.strictObject({ by: person, marketIds, comment });
