import { z } from "zod";
import { CHANGE_KINDS } from "../../../store/recentChanges.ts";

/** What `data:` of an event says: that something is there, or has another status; what it is, the routes tell. */
export const change = z
  .object({
    kind: z.enum(CHANGE_KINDS),
    id: z.string(),
    vaultId: z.string().nullable().meta({ description: "Null for an alert about a vault whose address is not known yet." }),
    status: z.string(),
    decisionId: z.string().nullable(),
  })
  .meta({ id: "Change" });

export type Change = z.output<typeof change>;
