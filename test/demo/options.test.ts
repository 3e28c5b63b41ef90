import { expect } from "chai";
import { readOptions } from "../../scripts/demo/options.ts";

describe("the demo's options", () => {
  it("end it with its summary unless it is to be kept", () => {
    expect(readOptions([])).to.deep.include({ ticks: 48, seed: "1", keep: null });
    expect(readOptions(["--port", "0"])).to.deep.include({ keep: null });
  });

  it("say where the dashboard is then, and how often there is a tick", () => {
    expect(readOptions(["--keep"])?.keep).to.deep.equal({ everySeconds: 20, port: 9_470 });
    expect(readOptions(["--keep", "--port", "0", "--keep-every", "3"])?.keep).to.deep.equal({ everySeconds: 3, port: 0 });
  });

  it("are refused where they make no sense", () => {
    const wrong = [
      ["--port", "65536"],
      ["--port", ""],
      ["--keep-every", "0"],
      ["--keep-every", "1.5"],
      ["--ticks", "7"],
      ["--ticks", "many"],
    ];
    for (const args of wrong)
      expect(() => readOptions(["--keep", ...args]), args.join(" ")).to.throw(`${args[0]} ${args[1]} is out of range`);
  });
});
