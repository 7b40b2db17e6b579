import { mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileConnectorSchema } from "@milepost/contracts";
import type { FileConnector } from "@milepost/contracts";
import type { KnownKpi, PulledBatch, PullContext } from "../index.ts";
import { openFileConnector } from "./file-connector.ts";

/** Files that a test writes, and connectors over them. */
export interface FilesUnderTest {
  readonly folder: string;
  /** On 1 October 2026, with the KPIs sales, sales-ytd, weekly and late. */
  readonly context: PullContext;
  /** A connector of months and values to `sales` over a new file, with differences. */
  readonly define: (content: string | Uint8Array, more?: Readonly<Record<string, unknown>>) => FileConnector;
  /** Everything that a connector reads, as one batch. */
  readonly pull: (definition: FileConnector, at?: PullContext) => Promise<PulledBatch>;
  readonly read: (
    content: string | Uint8Array,
    more?: Readonly<Record<string, unknown>>,
  ) => Promise<PulledBatch>;
  readonly remove: () => void;
}

/** A KPI of months, with differences. */
export function knownKpi(id: string, more: Partial<KnownKpi> = {}): KnownKpi {
  const kpi = {
    id,
    grain: "month",
    timeZone: "Europe/Berlin",
    dimensions: [],
    publicationLag: "PT0S",
  } as const;
  return { ...kpi, ...more };
}

const KPIS = [
  knownKpi("sales"),
  knownKpi("sales-ytd"),
  knownKpi("weekly", { grain: "week" }),
  knownKpi("late", { publicationLag: "P10D" }),
];

const LONG_AGO = new Date("2026-09-30T06:00:00Z");

/** Opens a folder for files. */
export function filesUnderTest(): FilesUnderTest {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "milepost-connectors-")));
  const context: PullContext = {
    now: Date.parse("2026-10-01T06:00:00Z"),
    catalog: { find: (id) => KPIS.find((one) => one.id === id), nearest: () => ["sales"] },
    signal: new AbortController().signal,
  };
  let files = 0;
  const define: FilesUnderTest["define"] = (content, more = {}) => {
    const path = join(folder, `file-${(files += 1)}.csv`);
    writeFileSync(path, content);
    // Nobody is writing to it any more: a young file whose last line has no end would be waited for.
    utimesSync(path, LONG_AGO, LONG_AGO);
    return fileConnectorSchema.parse({
      kind: "file",
      path,
      kpi: "sales",
      period: { column: "month", grain: "month" },
      measures: [{ column: "value" }],
      ...more,
    });
  };
  const pull: FilesUnderTest["pull"] = async (definition, at = context) => {
    const batches = await batchesOf(openFileConnector(definition).pull(at));
    const [first] = batches;
    if (first === undefined) throw new Error("a pull has at least one batch");
    return { ...first, readings: batches.flatMap(({ readings }) => readings) };
  };
  const read: FilesUnderTest["read"] = async (content, more) => pull(define(content, more));
  return { folder, context, define, pull, read, remove: () => rmSync(folder, { recursive: true }) };
}

/** All batches of a pull. */
export async function batchesOf(pulled: AsyncIterable<PulledBatch>): Promise<readonly PulledBatch[]> {
  const batches: PulledBatch[] = [];
  for await (const batch of pulled) batches.push(batch);
  return batches;
}

/** Where a pull's problems stand, and what they are. */
export function brief({ problems }: PulledBatch): readonly string[] {
  return problems.map(({ line, column, code }) => `${line} ${column} ${code}`);
}
