import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { KeeperError } from "../../core/errors.ts";
import type { ErrorBody } from "./schemas/errors.ts";

/** A request that is answered with a failure. */
export class ApiError extends KeeperError {
  readonly statusCode: number;
  readonly kind: string;

  /** @param cause What is wrong on our side, where that is not for the client to know. */
  constructor(statusCode: number, kind: string, message: string, remedy: string, cause?: Error) {
    super(message, remedy, 2, cause);
    this.statusCode = statusCode;
    this.kind = kind;
  }
}

export function notFound(what: string, where: string): ApiError {
  return new ApiError(404, "NotFound", `There is no ${what}`, `${where} lists those that are there.`);
}

export function errorBodyOf({ kind, message, remedy }: ApiError): ErrorBody {
  return { error: { name: kind, message, remedy } };
}

/**
 * What becomes of everything a route throws. `onDefect` is told what the client is not: why something failed on our side. An `ApiError` without a
 * cause says all there is.
 */
export function errorHandler(onDefect: (error: Error) => void) {
  return async (thrown: FastifyError | ApiError, _request: FastifyRequest, reply: FastifyReply): Promise<ErrorBody> => {
    const error = toApiError(thrown);
    const defect = thrown instanceof ApiError ? thrown.cause : thrown;
    if (error.statusCode >= 500 && defect instanceof Error) onDefect(defect);
    reply.code(error.statusCode).header("cache-control", "no-store");
    if (error.statusCode === 503) reply.header("retry-after", "5");
    return errorBodyOf(error);
  };
}

/** Any failure as one that may be shown: what went wrong inside stays inside. */
export function toApiError(error: Error & { readonly statusCode?: number | undefined }): ApiError {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(({ instancePath, message }) => `${instancePath.slice(1) || "the request"}: ${message}`);
    return new ApiError(400, "InvalidRequest", problems.join("; "), "GET /v1/openapi.json says what may be asked.");
  }
  // Database errors among them: their messages name the host and the user.
  if (error instanceof KeeperError) {
    return new ApiError(503, "Unavailable", "The database does not answer", "Try again in a moment; `keeper doctor` says what is wrong.");
  }
  const { statusCode } = error;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError(statusCode, "InvalidRequest", error.message, "GET /v1/openapi.json says what may be asked.");
  }
  return new ApiError(500, "Defect", "Something is wrong with yield-keeper itself", "The keeper's log says what; please report it.");
}
