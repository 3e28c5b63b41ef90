import { KeeperError } from "../core/errors.ts";

/** A vault holds an adapter whose market this keeper does not know how to read. */
export class UnknownAdapterError extends KeeperError {
  constructor(adapter: string, source: string) {
    super(
      `The vault's adapter ${adapter} puts money into ${source}, which is none of the configured markets`,
      "Add that market to `markets` in the configuration, or remove the adapter from the vault.",
      2,
    );
  }
}

/** The vault's adapters, or its monitor, are not those that were known when the tick began. */
export class VaultChangedError extends KeeperError {
  constructor(vault: string) {
    super(`The adapters or the monitor of ${vault} have changed`, "Nothing to do: the next tick reads the vault anew.", 1);
  }
}

/** Without the price of ETH no cost of gas can be weighed against a gain. */
export class MissingEthPriceError extends KeeperError {
  constructor() {
    super("The ETH/USD price feed gives no fresh price", "Nothing was decided; check the feed and the node. The next tick tries again.", 3);
  }
}

/** What was read is not of the block it was asked for: endpoints that follow different chains, or one that does not heed the block. */
export class BlockSkewError extends KeeperError {
  constructor(blockNumber: number, skewSeconds: number) {
    super(
      `What was read at block ${blockNumber} is of a block ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? "later" : "earlier"}`,
      "Nothing was decided; the next tick tries again. If it goes on, remove the endpoint that is out of step from rpcUrls.",
      3,
    );
  }
}
