import { setImmediate } from "node:timers/promises";
import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import { insertApart } from "./insert-apart.ts";
import type { PoisonRecord, RecordLine } from "./insert-apart.ts";
import { insertPlain, plainBatchOf } from "./plain-batch.ts";
import type { PlainBatch } from "./plain-batch.ts";
import type { ProjectionTarget } from "./projection-target.ts";
import { readRecord } from "./rows/read-record.ts";

/** A valid event with the record that holds it. */
export interface ProjectedEvent {
  readonly event: MilepostEvent;
  readonly record: LogRecord;
}

/** What projecting some records gave; their rows are visible. */
export interface Projected {
  /** The valid events, except the plain observations. */
  readonly events: readonly ProjectedEvent[];
  /** The KPIs of the plain observations. */
  readonly observed: ReadonlySet<string>;
  readonly poison: readonly PoisonRecord[];
  readonly rowCount: number;
}

/**
 * Inserts the rows of some records, one insert a table (more where it would grow too large). A row that the database
 * refuses is searched for by halving and set aside with its record; every other error rejects, and the same records may come again.
 */
export async function projectRecords(
  records: readonly LogRecord[],
  target: ProjectionTarget,
): Promise<Projected> {
  const parts: Promise<Projected>[] = [];
  for (let from = 0; from < records.length;) {
    const batch = plainBatchOf(records, target.build, from);
    from += batch.taken;
    const part = projectPart(batch, target);
    // A refusal is thrown below, where all parts are waited for.
    part.catch(() => undefined);
    parts.push(part);
    // The insert must be on its way before the next part is read, which takes this thread.
    await setImmediate();
  }
  const projected = await Promise.all(parts);
  return {
    events: projected.flatMap(({ events }) => events),
    observed: new Set(projected.flatMap(({ observed }) => [...observed])),
    poison: projected.flatMap(({ poison }) => poison),
    rowCount: projected.reduce((sum, { rowCount }) => sum + rowCount, 0),
  };
}

async function projectPart(batch: PlainBatch, target: ProjectionTarget): Promise<Projected> {
  const { onStep } = target;
  const others = decode(batch.others);
  await onStep?.("projector:decoded");
  const lines = decide(others, target.build);
  await onStep?.("projector:decided");
  await onStep?.("projector:inserting");
  const refused = decode(await insertPlain(batch, target));
  const poison = [...others.poison, ...refused.poison];
  for (const decided of [lines, decide(refused, target.build)]) {
    for (const [table, ofTable] of decided) poison.push(...(await insertApart(table, ofTable, target)));
  }
  await onStep?.("projector:inserted");
  return {
    events: [...others.events, ...refused.events],
    observed: batch.kpis,
    poison,
    rowCount: batch.plain.length + rowsIn(lines),
  };
}

interface Decoded {
  readonly events: readonly ProjectedEvent[];
  readonly rows: readonly (Pick<RecordLine, "record"> & {
    readonly table: string;
    readonly columns: Readonly<Record<string, unknown>>;
  })[];
  readonly poison: readonly PoisonRecord[];
}

/** Reads records the long way: their events and rows, or why they are poison. */
function decode(records: readonly LogRecord[]): Decoded {
  const events: ProjectedEvent[] = [];
  const rows: Decoded["rows"][number][] = [];
  const poison: PoisonRecord[] = [];
  for (const record of records) {
    const read = readRecord(record);
    if (!read.ok) {
      poison.push({ record, code: read.code, reason: read.reason });
      continue;
    }
    events.push({ event: read.event, record });
    for (const row of read.rows) rows.push({ ...row, record });
  }
  return { events, rows, poison };
}

/** Which lines go into which table. */
function decide({ rows }: Decoded, build: number): ReadonlyMap<string, readonly RecordLine[]> {
  const tables = new Map<string, RecordLine[]>();
  for (const { table, columns, record } of rows) {
    const line = { line: JSON.stringify({ ...columns, build }), record };
    const lines = tables.get(table);
    if (lines === undefined) tables.set(table, [line]);
    else lines.push(line);
  }
  return tables;
}

function rowsIn(tables: ReadonlyMap<string, readonly RecordLine[]>): number {
  return [...tables.values()].reduce((sum, lines) => sum + lines.length, 0);
}
