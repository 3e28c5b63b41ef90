import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { type ModelEvent, modelEvents, recordModelEvents } from "../../bot/store/modelEvents.ts";
import { saveTrackStates, trackStates } from "../../bot/store/trackStates.ts";
import { rejection } from "./rejection.ts";
import { createTestStore } from "./testStore.ts";

const name = { model: "m", modelVersion: "1" };

describe("store: what happened to models and what was learned of them", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("is told from a time on, oldest first, of the kinds that are named", async () => {
    const event = (timeSeconds: number, kind: ModelEvent["kind"]): ModelEvent => ({
      ...name,
      timeSeconds,
      kind,
      detail: { p: 0.01, to: name },
    });
    const [drift, promoted, fallback] = [event(20, "drift"), event(10, "promoted"), event(20, "fallback")];
    await recordModelEvents(store.db, [drift, promoted]);
    await recordModelEvents(store.db, [fallback]);
    await recordModelEvents(store.db, []);
    expect(await modelEvents(store.db, 0)).to.deep.equal([promoted, drift, fallback]);
    expect(await modelEvents(store.db, 11)).to.deep.equal([drift, fallback]);
    expect(await modelEvents(store.db, 0, ["promoted", "fallback"])).to.deep.equal([promoted, fallback]);
    const unknown = { ...event(1, "drift"), kind: "vanished" as ModelEvent["kind"] };
    expect((await rejection(recordModelEvents(store.db, [unknown]))).message).to.include("check constraint");
  });

  it("is one state a model and horizon, the last that was saved", async () => {
    const day = { ...name, horizonSeconds: 86_400 };
    const week = { ...name, horizonSeconds: 604_800, state: [1, { a: null }] };
    await saveTrackStates(store.db, [{ ...day, state: { known: 0.1 } }, week], 1);
    await saveTrackStates(
      store.db,
      [
        { ...day, state: { known: 0.2 } },
        { ...day, model: "other", state: 7 },
      ],
      2,
    );
    await saveTrackStates(store.db, [], 3);
    expect(await trackStates(store.db, [name, { model: "none", modelVersion: "1" }])).to.deep.equal([
      { ...day, state: { known: 0.2 } },
      week,
    ]);
    expect(await trackStates(store.db, [{ model: "other", modelVersion: "1" }])).to.deep.equal([{ ...day, model: "other", state: 7 }]);
    expect(await trackStates(store.db, [])).to.deep.equal([]);
  });
});
