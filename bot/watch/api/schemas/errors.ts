import { z } from "zod";

/** The one form of every failure. */
export const errorBody = z
  .object({
    error: z.object({
      name: z.string().meta({ description: "What kind of failure it is, for machines." }),
      message: z.string(),
      remedy: z.string().meta({ description: "What can be done about it." }),
    }),
  })
  .meta({ id: "Error" });

export type ErrorBody = z.output<typeof errorBody>;

/** What every route may answer beside its own. */
export const failures = { "4xx": errorBody, "5xx": errorBody };
