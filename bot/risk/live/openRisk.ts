import type { Kysely } from "kysely";
import { type AddressBook, knownMarkets } from "../../config/addressBook.ts";
import type { Configuration } from "../../config/schema.ts";
import type { PastReader } from "../../predict/live/pastReader.ts";
import type { Database } from "../../store/schema.ts";
import { configuredVetoSettings } from "../vetoes/settings.ts";
import { type AssessRisk, createRiskAssessment } from "./assessment.ts";
import { chosenClassifier } from "./classifier.ts";

/**
 * The risk stage as it is configured, ready for a database.
 *
 * @param needsCovariance Whether decisions ask how markets vary together.
 * @throws MissingSettingError for an allowed market that is not known; what `chosenClassifier` throws: a keeper does not start without the
 *   classifier it was told to use.
 */
export async function openRisk(
  configuration: Pick<Configuration, "risk" | "riskModel" | "dataFolder">,
  book: AddressBook,
  needsCovariance: boolean,
): Promise<(db: Kysely<Database>, readPast: PastReader) => AssessRisk> {
  const markets = knownMarkets(book);
  const vetoSettings = configuredVetoSettings(configuration, markets);
  const classifier = await chosenClassifier(configuration.riskModel, configuration.dataFolder);
  return (db, readPast) =>
    createRiskAssessment({ db, readPast, classifier, markets, priceFeeds: book.usdPriceFeeds, vetoSettings, needsCovariance });
}
