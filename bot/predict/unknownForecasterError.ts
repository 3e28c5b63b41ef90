import { KeeperError } from "../core/errors.ts";

export class UnknownForecasterError extends KeeperError {
  constructor(name: string, known: readonly string[]) {
    super(`no forecaster is called "${name}"`, `Choose one of: ${known.join(", ")}.`, 2);
  }
}
