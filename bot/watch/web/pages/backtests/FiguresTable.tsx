import type { Schema } from "../../../client/keeperClient.ts";
import { DataTable } from "../../elements/DataTable.tsx";
import type { Figure } from "./figures.ts";

type Contender = Schema<"ContenderFigures">;

/** Figures of some contenders: a figure a row, with what it means; a contender a column. */
export function FiguresTable({
  label,
  figures,
  contenders,
  names,
}: {
  label: string;
  figures: readonly Figure[];
  contenders: readonly (Contender | null)[];
  /** As columns call them. */
  names: readonly string[];
}) {
  return (
    <DataTable
      label={label}
      rows={figures}
      rowKey={({ name }) => name}
      columns={[
        {
          name: "Figure",
          cell: ({ name, meaning }) => (
            <div class="figure-name">
              {name}
              <p class="soft small">{meaning}</p>
            </div>
          ),
        },
        ...contenders.map((contender, index) => ({
          name: names[index] ?? "",
          isNumber: true,
          cell: (figure: Figure) => (contender === null ? "–" : <Cell figure={figure} contender={contender} />),
        })),
      ]}
    />
  );
}

function Cell({ figure, contender }: { figure: Figure; contender: Contender }) {
  const caution = figure.caution(contender);
  const text = figure.text(contender);
  return caution === null ? text : <span title={caution}>{text}</span>;
}
