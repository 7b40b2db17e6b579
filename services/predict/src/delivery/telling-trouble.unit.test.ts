import { MilepostError, silentLogger } from "@milepost/runtime";
import { expect, test } from "vitest";
import { createTellingTrouble } from "./telling-trouble.ts";
import type { TellingTrouble } from "./telling-trouble.ts";

const FULL = new MilepostError("jobs_unavailable", "Redis is full", { retryable: true });

function watched(): { readonly trouble: TellingTrouble; readonly said: string[] } {
  const said: string[] = [];
  const say = (fields: object, text: string): void => {
    said.push(`${(fields as { person?: string }).person ?? ""} ${text}`.trim());
  };
  const logger = { ...silentLogger(), warn: say, info: say };
  return { trouble: createTellingTrouble(logger, () => false), said };
}

test("the pause grows with each failure for a person, to a minute, and begins anew after a success", async () => {
  const { trouble } = watched();
  const fail = (person: string): Promise<number> => trouble.pauseAfter(person, Promise.reject(FULL));
  const pauses = await Promise.all(Array.from({ length: 8 }, () => fail("kim")));
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(await fail("lee")).toBe(1_000);
  expect(await trouble.pauseAfter("kim", Promise.resolve())).toBe(1_000);
  expect(await fail("kim")).toBe(1_000);
});

test("a trouble of everybody's is said once, another one once more, and the end of all once", async () => {
  const { trouble, said } = watched();
  const fails = (person: string, error: Error): Promise<number> =>
    trouble.pauseAfter(person, Promise.reject(error));
  for (const person of ["kim", "lee", "dana", "kim", "lee"]) await fails(person, FULL);
  expect(said).toEqual([expect.stringMatching(/^kim a person could not be told/)]);
  await fails("dana", new MilepostError("log_unavailable", "away", { retryable: true }));
  expect(said.slice(1)).toEqual([expect.stringMatching(/^dana a person could not be told/)]);
  for (const person of ["kim", "lee", "max"]) await trouble.pauseAfter(person, Promise.resolve());
  expect(said).toHaveLength(2);
  // Another process told her: nothing is due for her any more.
  trouble.keepOnly(new Set(["kim"]));
  expect(said.slice(2)).toEqual(["telling people fails no more"]);
});
