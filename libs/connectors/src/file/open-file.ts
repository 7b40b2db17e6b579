import { createReadStream } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { MilepostError } from "@milepost/runtime";

const HEAD_BYTES = 64 * 1024;
const LINE_END = /[\r\n]/;

/**
 * A file that may be read: it is there, it is a regular file, and no link leads elsewhere. What keeps it from being read
 * later is the connector's fault or passes by itself, and never Milepost's own.
 */
export interface OpenableFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was written to last, epoch milliseconds. */
  readonly modifiedAt: number;
  /** Whether its last line is ended; an empty file has none that is not. */
  endsWithLineEnd(): Promise<boolean>;
  /** The first 64 KiB as text, without byte order mark. */
  head(): Promise<string>;
  /** The whole text, piece by piece. */
  chunks(signal: AbortSignal): AsyncIterable<string>;
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
    endsWithLineEnd: () => endsWithLineEnd(path, before.size),
    head: () => readHead(path),
    chunks: (signal) => readChunks(path, signal),
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

interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

async function statOf(path: string): Promise<FileStamp> {
  return reading(path, async () => {
    const real = await realpath(path);
    if (real !== path) throw unusable(`${path} is a link to ${real}; name the file itself in the plan`);
    const found = await stat(path);
    if (!found.isFile()) throw unusable(`${path} is no regular file`);
    return found;
  });
}

async function readHead(path: string): Promise<string> {
  const head = await readAt(path, 0, HEAD_BYTES);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw unusable(`${path} is UTF-16; save it as UTF-8`);
  }
  return new TextDecoder().decode(head);
}

async function endsWithLineEnd(path: string, bytes: number): Promise<boolean> {
  if (bytes === 0) return true;
  const last = await readAt(path, bytes - 1, 1);
  return LINE_END.test(last.toString("latin1"));
}

async function readAt(path: string, position: number, bytes: number): Promise<Buffer> {
  return reading(path, async () => {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  });
}

async function* readChunks(path: string, signal: AbortSignal): AsyncGenerator<string> {
  try {
    const chunks: AsyncIterable<string> = createReadStream(path, { signal, encoding: "utf8" });
    yield* chunks;
  } catch (error) {
    throw fileError(path, error);
  }
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw fileError(path, error);
  }
}

/** What the plan or the file's permissions have to mend. */
const CONFIG_CODES = new Set(["EACCES", "EPERM", "ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EISDIR"]);

/** An error of the operating system as the connector's: what nobody has to mend may be tried again. Others are as they are. */
function fileError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  const { code } = error;
  if (code === "ENOENT")
    return unusable(`${path} is not there; check the connector's path in the plan`, error);
  if (CONFIG_CODES.has(String(code))) {
    return unusable(`${path} cannot be read (${String(code)}); check its permissions`, error);
  }
  const message = `${path} cannot be read (${String(code)}); run the connector again, and look at its disk or file server if that does not help`;
  return new MilepostError("conflict", message, { cause: error, retryable: true });
}

function unusable(message: string, cause?: unknown): MilepostError {
  return new MilepostError("connector_config", message, { cause });
}
