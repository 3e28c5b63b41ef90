import { KeeperError } from "../../bot/core/errors.ts";

export class BadOptionError extends KeeperError {
  constructor(message: string, remedy = "npm run mutate -- --help lists the options") {
    super(message, remedy, 2);
  }
}

/** Without a mutation the tests have to pass, or every mutant would count as killed. */
export class FailingTestsError extends KeeperError {
  constructor(failure: string) {
    super(`The tests fail on the contracts as they are: ${failure}`, "Make `npm test` pass first", 1);
  }
}

export class BuildFailedError extends KeeperError {
  constructor(output: string) {
    super(`The contracts do not compile:\n${output}`, "Make `npm run compile` pass first", 1);
  }
}

export class OtherContractsError extends KeeperError {
  constructor(file: string) {
    super(`${file} is of a run over other contracts or tests`, "Delete it, or name another file", 2);
  }
}

/** A run that broke off kills no mutant. */
export class BrokenTestRunError extends KeeperError {
  constructor(exitCode: number | null, output: string) {
    const remedy = "Run `hardhat test solidity` to see whether it is the machine; --resume goes on where this run ended";
    super(`The tests ended with exit code ${exitCode} and no failed test:\n${output.trim().slice(-1_000)}`, remedy, 3);
  }
}
