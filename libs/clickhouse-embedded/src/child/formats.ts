/** The format of ClickHouse's HTTP interface when nobody asks for one. */
export const DEFAULT_FORMAT = "TabSeparated";

const CONTENT_TYPES: readonly (readonly [RegExp, string])[] = [
  [
    /^(JSONEachRow|JSONCompact.*EachRow.*|JSONStringsEachRow|JSONLines|NDJSON)/i,
    "application/x-ndjson; charset=UTF-8",
  ],
  [/^JSON/i, "application/json; charset=UTF-8"],
  [/^CSVWithNames/i, "text/csv; charset=UTF-8; header=present"],
  [/^CSV/i, "text/csv; charset=UTF-8; header=absent"],
  [/^(TSV|TabSeparated|Raw)/i, "text/tab-separated-values; charset=UTF-8"],
  [/^XML$/i, "application/xml; charset=UTF-8"],
  [/^(Native|RowBinary|Parquet|Arrow|Avro|ORC|MsgPack|Protobuf|BSON|Npy)/i, "application/octet-stream"],
];

/** The media type that ClickHouse sends with a format. */
export function contentType(format: string): string {
  return CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? "text/plain; charset=UTF-8";
}
