import { KeeperError } from "../core/errors.ts";

/** The configuration file or an environment variable cannot be used; `problems` names each key and what is wrong with it. */
export class ConfigurationError extends KeeperError {
  constructor(where: string, problems: readonly string[], remedy: string, cause?: unknown) {
    super(`${where}: ${problems.join("; ")}`, remedy, 2, cause);
  }
}

/** Something that a command needs is not set, or not one of those there are. */
export class MissingSettingError extends KeeperError {
  constructor(what: string, remedy: string) {
    super(what, remedy, 2);
  }
}
