import type { SchemaElement } from "hyparquet-writer";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { ExportColumn, ExportRow } from "./exportRows.ts";

/** Rows of one row group: what is held in memory, and what a reader skips at once. */
export const ROW_GROUP_ROWS = 20_000;

const ELEMENTS: Readonly<Record<ExportColumn["type"], Omit<SchemaElement, "name">>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  amount: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  json: { type: "BYTE_ARRAY", converted_type: "JSON" },
  integer: { type: "INT64" },
  float: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
};

const CONVERSIONS: Partial<Record<ExportColumn["type"], (value: unknown) => unknown>> = {
  amount: String,
  integer: (value) => BigInt(value as number),
};

/**
 * Writes batches of rows into a Parquet file, one row group a batch, and returns the number of rows. The file is complete when this returns;
 * a failure leaves one behind that no reader takes.
 */
export async function writeParquet(
  file: string,
  columns: readonly ExportColumn[],
  batches: AsyncIterable<readonly ExportRow[]>,
): Promise<number> {
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...ELEMENTS[type] })),
  ];
  const writer = new ParquetWriter({ writer: fileWriter(file), schema, createdBy: "yield-keeper" });
  let rows = 0;
  for await (const batch of batches) {
    const columnData = columns.map(({ name, type }) => {
      const convert = CONVERSIONS[type] ?? ((value: unknown) => value);
      return { name, data: batch.map((row) => (row[name] === null ? null : convert(row[name]))) };
    });
    await writer.write({ columnData, rowGroupSize: batch.length });
    rows += batch.length;
  }
  await writer.finish();
  return rows;
}
