import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { openFileConnector } from "./file-connector.ts";
import { filesUnderTest } from "./files-under-test.fixture.ts";
import { lookAtFile } from "./open-file.ts";
import type { OpenableFile } from "./open-file.ts";

const { context, define, pull, remove } = filesUnderTest();
afterAll(remove);

const NEVER = new AbortController().signal;

async function readThrough(file: OpenableFile): Promise<string> {
  let text = "";
  for await (const chunk of file.chunks(NEVER)) text += chunk;
  return text;
}

const READS = [
  ["its first bytes", (file: OpenableFile) => file.head()],
  ["its last byte", (file: OpenableFile) => file.endsWithLineEnd()],
  ["all of it", readThrough],
] as const;

describe("a file that cannot be read", () => {
  it.each(READS)("since it was taken away, by %s, is the connector's fault", async (_name, read) => {
    const { path } = define("month,value\n2026-08,1\n");
    const file = await lookAtFile(path);
    rmSync(path);
    await expect(read(file)).rejects.toMatchObject({ code: "connector_config", retryable: false });
    await expect(read(file)).rejects.toThrow(`${path} is not there; check the connector's path in the plan`);
  });

  // Where a process's memory is a file, its first byte is one that no disk gives.
  it.skipIf(process.platform !== "linux")("because its disk fails may be read later", async () => {
    const path = `/proc/${process.pid}/mem`;
    const file = await lookAtFile(path);
    for (const read of [file.head(), readThrough(file)]) {
      await expect(read).rejects.toMatchObject({ code: "conflict", retryable: true });
      await expect(read).rejects.toThrow(`${path} cannot be read (EIO)`);
    }
    const definition = { ...define("month,value\n"), path };
    await expect(pull(definition)).rejects.toMatchObject({ code: "conflict", retryable: true });
    const checks = await openFileConnector(definition).check(context);
    expect(checks[0]).toMatchObject({ name: "file", ok: false });
  });

  it("stops when it is told to, and that is no fault of the file", async () => {
    const file = await lookAtFile(define("month,value\n").path);
    const chunks = file.chunks(AbortSignal.abort());
    await expect(Array.fromAsync(chunks)).rejects.toMatchObject({ name: "AbortError" });
  });
});
