import { expect } from "chai";
import { rolesOf } from "../../../bot/predict/online/roles.ts";
import type { ModelEvent } from "../../../bot/store/modelEvents.ts";

const named = (model: string) => ({ model, modelVersion: "1" });
const start = named("shipped");
let clock = 0;
const event = (kind: ModelEvent["kind"], model: string, detail: ModelEvent["detail"] = {}): ModelEvent => ({
  ...named(model),
  timeSeconds: ++clock,
  kind,
  detail,
});
const trained = (model: string, champion = "shipped") => event("challenger-trained", model, { champion: named(champion) });

describe("the roles of models", () => {
  beforeEach(() => {
    clock = 0;
  });

  it("are those of the chosen model alone, at first", () => {
    expect(rolesOf(start, [])).deep.equal({ champion: start, challenger: null, former: null });
  });

  it("follow from what happened: trained, promoted, rolled back, trained again, rejected", () => {
    const events = [trained("b"), event("promoted", "b"), event("rolled-back", "b"), trained("c"), event("challenger-rejected", "c")];
    expect(rolesOf(start, events.slice(0, 1)).challenger).deep.equal({ ...named("b"), sinceSeconds: 1 });
    expect(rolesOf(start, events.slice(0, 2))).deep.equal({
      champion: named("b"),
      challenger: null,
      former: { ...start, sinceSeconds: 2 },
    });
    expect(rolesOf(start, events.slice(0, 3))).deep.equal({ champion: start, challenger: null, former: null });
    expect(rolesOf(start, events.slice(0, 4)).challenger).deep.equal({ ...named("c"), sinceSeconds: 4 });
    expect(rolesOf(start, events)).deep.equal({ champion: start, challenger: null, former: null });
  });

  it("begin anew when a person chooses another model", () => {
    const events = [trained("b"), event("promoted", "b"), trained("c", "b")];
    expect(rolesOf(named("new"), events)).deep.equal({ champion: named("new"), challenger: null, former: null });
    expect(rolesOf(start, events)).deep.include({ champion: named("b"), challenger: { ...named("c"), sinceSeconds: 3 } });
  });

  it("do not change for alarms, nor for models without the role that an event speaks of", () => {
    const events = [event("drift", "shipped"), event("fallback", "shipped"), event("promoted", "x"), event("rolled-back", "shipped")];
    expect(rolesOf(start, events)).deep.equal({ champion: start, challenger: null, former: null });
  });
});
