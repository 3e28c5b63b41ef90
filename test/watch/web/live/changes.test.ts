import { expect } from "chai";
import { type Connection, followChanges } from "../../../../bot/watch/web/live/changes.ts";

describe("what pages hear of changes", () => {
  it("calls back for the kinds named, and no longer than wanted", () => {
    const { source, changes } = followed();
    const heard: string[] = [];
    const release = changes.on(["tick", "decision"], () => heard.push("called"));
    source.dispatchEvent(new Event("tick"));
    source.dispatchEvent(new Event("bundle"));
    source.dispatchEvent(new Event("decision"));
    release();
    source.dispatchEvent(new Event("tick"));
    expect(heard).to.have.length(2);
  });

  it("calls everybody when anything may have changed", () => {
    const { source, changes } = followed();
    let calls = 0;
    changes.on(["tick"], () => calls++);
    changes.on(["bundle"], () => calls++);
    source.dispatchEvent(new Event("reset"));
    expect(calls).to.equal(2);
  });

  it("tells how the connection is, and reads everything again after it was lost", () => {
    const { source, changes } = followed();
    const connections: Connection[] = [];
    let calls = 0;
    changes.onConnection((connection) => connections.push(connection));
    changes.on(["tick"], () => calls++);
    for (const event of ["open", "error", "open"]) source.dispatchEvent(new Event(event));
    expect(connections).to.deep.equal(["connecting", "live", "waiting", "live"]);
    expect(calls, "once, after the second opening").to.equal(1);
  });
});

function followed() {
  const source = new EventTarget();
  return { source, changes: followChanges(source) };
}
