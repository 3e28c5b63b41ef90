import { KeeperError } from "../../../core/errors.ts";

export class DivergedTrainingError extends KeeperError {
  readonly epoch: number;

  constructor(epoch: number) {
    super(`the training's gradient is not a number any more in epoch ${epoch}`, "Train with a smaller learning rate.", 1);
    this.epoch = epoch;
  }
}
