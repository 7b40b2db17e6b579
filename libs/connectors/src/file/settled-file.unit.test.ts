import { appendFileSync, utimesSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { openFileConnector } from "./file-connector.ts";
import { batchesOf, filesUnderTest } from "./files-under-test.fixture.ts";

const WRITTEN_AT = Date.parse("2026-10-01T06:00:00Z");
const { context, define, remove } = filesUnderTest();
afterAll(remove);

/** Pulls a file that was written some time ago; each time that it is waited for, somebody may go on writing. */
async function pullOf(
  content: string,
  { ageMs, rest = [] }: { readonly ageMs: number; readonly rest?: readonly string[] },
): Promise<{ readonly values: readonly string[]; readonly waitedMs: readonly number[] }> {
  const definition = define(content);
  let now = WRITTEN_AT + ageMs;
  const stamp = (at: number): void => utimesSync(definition.path, at / 1_000, at / 1_000);
  stamp(WRITTEN_AT);
  const waitedMs: number[] = [];
  const wait = async (ms: number): Promise<void> => {
    now += ms;
    const more = rest[waitedMs.length];
    waitedMs.push(ms);
    if (more === undefined) return;
    appendFileSync(definition.path, more);
    stamp(now);
  };
  const connector = openFileConnector(definition, { now: () => now, wait });
  const batches = await batchesOf(connector.pull(context));
  return { values: batches.flatMap(({ readings }) => readings.map(({ value }) => value)), waitedMs };
}

it("a copy that pauses in the middle of a number is waited for: half a number is another number", async () => {
  const { values, waitedMs } = await pullOf("month,value\n2026-07,11000\n2026-08,12", {
    ageMs: 50,
    rest: ["345\n2026-09,13", "000\n"],
  });
  expect(values).toEqual(["11000", "12345", "13000"]);
  expect(waitedMs).toEqual([9_950, 10_000]);
});

it("a last line without an end is taken once nobody has written for ten seconds, at once where that is over", async () => {
  const text = "month,value\n2026-08,12";
  expect(await pullOf(text, { ageMs: 4_000 })).toEqual({ values: ["12"], waitedMs: [6_000] });
  expect(await pullOf(text, { ageMs: 10_000 })).toEqual({ values: ["12"], waitedMs: [] });
});

it("a stamp that is to come, as of a file server whose clock is ahead, makes nobody wait longer", async () => {
  const ahead = await pullOf("month,value\n2026-08,12", { ageMs: -3_600_000 });
  expect(ahead).toEqual({ values: ["12"], waitedMs: [10_000] });
});

it.each(["\n", "\r\n", "\r"])("lines that are all ended by %j are read at once", async (end) => {
  const text = ["month,value", "2026-08,12", ""].join(end);
  expect(await pullOf(text, { ageMs: 0 })).toEqual({ values: ["12"], waitedMs: [] });
});

it("a file that is written to for a minute without an end is left to a later run", async () => {
  const endless = pullOf("month,value\n2026-08,1", { ageMs: 0, rest: Array.from({ length: 20 }, () => "1") });
  await expect(endless).rejects.toMatchObject({ code: "conflict", retryable: true });
  await expect(endless).rejects.toThrow("is still being written to, and its last line has no end");
});
