import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Engine } from "./engine.ts";
import { sqlString } from "./sql-text.ts";

const DECODE_LIMITS = "max_execution_time = 60, max_memory_usage = 4294967296";

/** Decompresses what Node cannot but the engine can: LZ4 frames, which clickhouse-connect sends unless told otherwise. */
export async function decodeLz4(engine: Engine, body: Readable, file: string): Promise<Readable> {
  const decoded = `${file}.decoded`;
  const session = engine.openSession();
  try {
    await pipeline(body, createWriteStream(file));
    const source = `file(${sqlString(file)}, 'RawBLOB', 'bytes String', 'lz4')`;
    const target = `INTO OUTFILE ${sqlString(decoded)} COMPRESSION 'none' FORMAT RawBLOB`;
    await session.run(`SELECT bytes FROM ${source} ${target} SETTINGS ${DECODE_LIMITS}`);
  } finally {
    session.close();
    await rm(file, { force: true });
  }
  const stream = createReadStream(decoded);
  stream.once("close", () => void rm(decoded, { force: true }));
  return stream;
}
