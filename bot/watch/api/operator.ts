import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { VaultKey } from "../../store/decisions.ts";
import { ApiError } from "./errors.ts";

export const SHORTEST_TOKEN = 32;

/** Who may do something, and what there is to do. */
export interface Operator {
  /** At least SHORTEST_TOKEN characters. */
  readonly token: string;
  /** Asks a vault's loop for a tick now; false where this process does not lead the vault, and so in `keeper api` always. */
  requestTick(key: VaultKey): boolean;
}

/** Lets only those through who show the operator's token; before anything else of their request is read. */
export function requireOperator(operator: Operator | null) {
  const expected = operator === null ? null : hashOf(operator.token);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (expected === null) throw new ApiError(403, "ReadOnly", "This API only reads", "Set KEEPER_API_TOKEN where it is started.");
    const [, given] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
    // Hashes are of one length, and tell nothing of how much of a token was right: the comparison takes the same time whatever is given.
    if (timingSafeEqual(hashOf(given ?? ""), expected)) return;
    reply.header("www-authenticate", "Bearer").header("connection", "close");
    throw new ApiError(401, "Unauthorized", "That takes the operator's token", "Send it as `authorization: Bearer …`.");
  };
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
