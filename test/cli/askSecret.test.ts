import { PassThrough } from "node:stream";
import { expect } from "chai";
import fc from "fast-check";
import { askSecret } from "../../bot/cli/askSecret.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";

/** A terminal without a person; `raw` is whether it shows what is typed. */
function terminal() {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) });
  const output = new PassThrough();
  return { input, output, raw, shown: () => String(output.read() ?? "") };
}

describe("cli: asking for a secret", () => {
  it("takes any line, in pieces of any size, and shows nothing of it", async () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\p{Cc}]/u.test(text));
    await fc.assert(
      fc.asyncProperty(line, fc.integer({ min: 1, max: 5 }), async (text, size) => {
        const { input, output, raw, shown } = terminal();
        const answer = askSecret("Password: ", { input, output });
        const bytes = Buffer.from(`${text}\r`);
        for (let at = 0; at < bytes.length; at += size) input.write(bytes.subarray(at, at + size));
        expect(await answer).to.equal(text);
        expect(shown()).to.equal("Password: \n");
        expect(raw).to.deep.equal([true, false]);
      }),
    );
  });

  it("lets a person correct what was typed", async () => {
    const { input, output } = terminal();
    const answer = askSecret("? ", { input, output });
    input.write("\u007fpasx\u007fswo\b\u007f\u007fsword\n");
    expect(await answer).to.equal("password");
  });

  for (const [what, giveUp] of [
    ["control-C", ({ input }: ReturnType<typeof terminal>) => input.write("abc\u0003")],
    ["the end of input", ({ input }: ReturnType<typeof terminal>) => input.end()],
  ] as const) {
    it(`ends with ${what}, and leaves the terminal as it was`, async () => {
      const one = terminal();
      const answer = askSecret("? ", one).catch((error) => error);
      giveUp(one);
      expect(await answer).to.be.instanceOf(MissingSettingError);
      expect(one.raw).to.deep.equal([true, false]);
    });
  }
});
