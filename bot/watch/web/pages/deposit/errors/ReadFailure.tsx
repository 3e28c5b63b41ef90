import type { VaultReading } from "../chain/vaultReading.ts";
import { plainError } from "./plainError.ts";

/** Why something could not be worked out beforehand, in the words of the contract's errors, and what to do. */
export function ReadFailure({ error, reading }: { error: unknown; reading: VaultReading }) {
  const { message, remedy } = plainError(error, reading);
  return (
    <p class="progress-error" role="status">
      {message} <span class="soft">{remedy}</span>
    </p>
  );
}
