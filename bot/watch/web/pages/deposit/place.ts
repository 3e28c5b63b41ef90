import type { VaultReading } from "./chain/vaultReading.ts";
import type { Sender } from "./transaction/sendCall.ts";

/** What every part of the page works with once a wallet is connected to the vault's chain. */
export interface Place {
  readonly reading: VaultReading;
  readonly sender: Sender;
  /** What the keeper calls the market of an adapter; its address where it does not know it. */
  readonly adapterName: (address: string) => string;
  /** Reads all again. */
  readonly reload: () => void;
}
