/** A JSON-RPC error as an answer; `httpStatus` is 200 where the relay answers it as it does a result. */
export class RelayRpcError extends Error {
  readonly code: number;
  readonly httpStatus: number;

  constructor(code: number, message: string, httpStatus = 200) {
    super(message);
    this.name = "RelayRpcError";
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
export const METHOD_NOT_FOUND = -32_601;
export const INVALID_PARAMS = -32_602;
export const INTERNAL_ERROR = -32_603;
export const SERVER_ERROR = -32_000;

export function invalidParams(message: string): RelayRpcError {
  return new RelayRpcError(INVALID_PARAMS, message);
}
