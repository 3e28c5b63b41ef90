import { expect } from "chai";
import fc from "fast-check";
import { table } from "../../bot/watch/table.ts";

describe("watch: table", () => {
  it("puts words left and figures right under their headers", () => {
    const rows = [
      ["market", "APR", "position", "note"],
      ["aave-v3:usdc", "3.80 %", "180,078.00", "at-target"],
      ["sky", "–", "0.00", ""],
    ];
    expect(table(rows)).to.equal(
      [
        "market           APR    position  note", //
        "aave-v3:usdc  3.80 %  180,078.00  at-target",
        "sky                –        0.00",
      ].join("\n"),
    );
  });

  it("takes signed amounts and USD for figures, and a column with one word for words", () => {
    expect(table([["change"], ["-1.5"], ["+20"]])).to.equal("change\n  -1.5\n   +20");
    expect(table([["net"], ["$1.00"], ["$20.00"]])).to.equal("   net\n $1.00\n$20.00");
    expect(table([["x"], ["1"], ["none"]])).to.equal("x\n1\nnone");
  });

  it("shows the header of an empty table", () => {
    expect(table([["market", "APR"]])).to.equal("market  APR");
  });

  it("keeps every cell, one line a row, no blank at a line's end, columns at the same place", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "b", "7", ".", "-"), maxLength: 8 });
    const rowsOf = fc.integer({ min: 1, max: 5 }).chain((columns) => {
      const row = fc.array(cell, { minLength: columns, maxLength: columns });
      return fc.array(row, { minLength: 1, maxLength: 6 });
    });
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const lines = table(rows).split("\n");
        expect(lines).to.have.length(rows.length);
        const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
        for (const [index, line] of lines.entries()) {
          expect(line).to.equal(line.trimEnd());
          let start = 0;
          for (const [column, width] of widths.entries()) {
            expect(line.slice(start, start + width).trim()).to.equal(rows[index]?.[column]);
            start += width + 2;
          }
        }
      }),
    );
  });
});
