import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Gives every whole answer a name, and sends it only to those who do not have it yet (RFC 9110, sections 8.8.3 and 13.1.2). */
export async function tagAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode !== 200 || typeof payload !== "string") return payload;
  const tag = `"${createHash("sha256").update(payload).digest("base64url")}"`;
  reply.header("etag", tag);
  // To be kept by one user's programs, and shown only after asking whether it still holds.
  if (!reply.hasHeader("cache-control")) reply.header("cache-control", "private, no-cache");
  if (!isNamed(request.headers["if-none-match"], tag)) return payload;
  reply.code(304).removeHeader("content-type").removeHeader("content-length");
  return "";
}

function isNamed(names: string | undefined, tag: string): boolean {
  if (names === undefined) return false;
  return names.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
}
