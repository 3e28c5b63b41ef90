import type { Socket } from "node:net";
import { ApiError, errorBodyOf } from "./errors.ts";

const TOO_SLOW = new ApiError(408, "TooSlow", "The request did not arrive in time", "Send it within 5 seconds.");
const TOO_LARGE = new ApiError(431, "TooLarge", "The request's headers are too large", "Send at most 16 KiB of them.");
const BROKEN = new ApiError(400, "InvalidRequest", "This is no HTTP request", "Send one.");

const REASONS: Readonly<Record<number, string>> = { 400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large" };

/** Answers what is no whole request, and hangs up. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const shown = shownOf(error.code);
  const body = JSON.stringify(errorBodyOf(shown));
  socket.end(
    `HTTP/1.1 ${shown.statusCode} ${REASONS[shown.statusCode]}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `cache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
  );
}

function shownOf(code: string | undefined): ApiError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return TOO_SLOW;
  return code === "HPE_HEADER_OVERFLOW" ? TOO_LARGE : BROKEN;
}
