/**
 * How long a `Retry-After` header says to stay away, in milliseconds: it holds seconds or an HTTP date (RFC 9110, section 10.2.3). Null when
 * there is none, or it says nothing.
 */
export function retryAfterMilliseconds(header: string | null, nowMilliseconds: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  // Decimals are not in the standard, but some gateways send them.
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMilliseconds;
  return milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds : null;
}
