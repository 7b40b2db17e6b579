import { createReadStream } from "node:fs";
import type { ReadStream } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { MilepostError } from "@milepost/runtime";

const HEAD_BYTES = 64 * 1024;
const LINE_END = /[\r\n]/;

/** A file that may be read: it is there, it is a regular file, and no link leads elsewhere. */
export interface OpenableFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was written to last, epoch milliseconds. */
  readonly modifiedAt: number;
  /** Whether its last line is ended; an empty file has none that is not. */
  endsWithLineEnd(): Promise<boolean>;
  /** The first 64 KiB as text, without byte order mark. */
  head(): Promise<string>;
  stream(signal: AbortSignal): ReadStream;
  /** Fails with a retryable error when the file was written to since it was looked at. */
  ensureUnchanged(): Promise<void>;
}

/** Looks at a file before it is read. */
export async function lookAtFile(path: string): Promise<OpenableFile> {
  const before = await statOf(path);
  return {
    path,
    bytes: before.size,
    modifiedAt: before.mtimeMs,
    endsWithLineEnd: async () => before.size === 0 || LINE_END.test(await readAt(path, before.size - 1, 1)),
    head: () => readHead(path),
    stream: (signal) => createReadStream(path, { signal }),
    ensureUnchanged: async () => {
      const after = await statOf(path);
      if (after.size === before.size && after.mtimeMs === before.mtimeMs) return;
      throw new MilepostError(
        "conflict",
        `${path} was written to while it was read; run the connector again`,
        {
          retryable: true,
        },
      );
    },
  };
}

async function statOf(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  try {
    const real = await realpath(path);
    if (real !== path) throw unusable(`${path} is a link to ${real}; name the file itself in the plan`);
    const found = await stat(path);
    if (!found.isFile()) throw unusable(`${path} is no regular file`);
    return found;
  } catch (error) {
    if (error instanceof MilepostError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT")
      throw unusable(`${path} is not there; check the connector's path in the plan`, error);
    throw unusable(`${path} cannot be read (${code ?? String(error)}); check its permissions`, error);
  }
}

async function readHead(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
      throw unusable(`${path} is UTF-16; save it as UTF-8`);
    }
    return new TextDecoder().decode(head);
  } finally {
    await file.close();
  }
}

async function readAt(path: string, position: number, bytes: number): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
    return buffer.subarray(0, bytesRead).toString("latin1");
  } finally {
    await file.close();
  }
}

function unusable(message: string, cause?: unknown): MilepostError {
  return new MilepostError("connector_config", message, { cause });
}
