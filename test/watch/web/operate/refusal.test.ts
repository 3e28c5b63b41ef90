import { expect } from "chai";
import { refusalOf } from "../../../../bot/watch/web/operate/refusal.ts";

const failure = (name: string) => ({ name, message: "This is so", remedy: "Do that." });

describe("why an action was not done", () => {
  it("asks for another token only where that would help", () => {
    expect(refusalOf(failure("Unauthorized"))).to.include({ wantsToken: true, why: "The keeper does not take this token." });
    for (const name of ["ReadOnly", "NotLeading", "NothingToChange", "Unreachable"])
      expect(refusalOf(failure(name)).wantsToken).to.equal(false);
  });

  it("tells how an API that only reads takes actions", () => {
    expect(refusalOf(failure("ReadOnly")).remedy).to.include("KEEPER_API_TOKEN");
  });

  it("says what the keeper said of everything else", () => {
    expect(refusalOf(failure("TooManyRequests"))).to.deep.equal({ why: "This is so.", remedy: "Do that.", wantsToken: false });
    expect(refusalOf(failure("NothingToChange"))).to.deep.equal({
      why: "This is so.",
      remedy: "There is nothing to do.",
      wantsToken: false,
    });
  });
});
