import { expect, test } from "vitest";
import { versionFinding } from "./kafka-versions.ts";
import type { BrokerVersions } from "./kafka-versions.ts";

/** What a broker answers that understands versions 0 to 20 of every request. */
const everything: BrokerVersions = Object.fromEntries(
  Array.from({ length: 80 }, (_, api) => [api, { minVersion: 0, maxVersion: 20 }]),
);

test("a broker that understands everything is fit", () => {
  expect(versionFinding(everything)).toMatchObject({ ok: true });
});

test("a broker that is too old is refused with what it lacks and the version that is asked for", () => {
  const { 44: _, ...older } = everything;
  expect(versionFinding({ ...older, 1: { minVersion: 0, maxVersion: 10 } })).toMatchObject({
    ok: false,
    message: "the broker does not understand Fetch 11, IncrementalAlterConfigs 0",
    fix: expect.stringContaining("use Kafka 2.3 or newer"),
  });
});

test("a broker that has dropped a version is refused, too", () => {
  const young = { ...everything, 0: { minVersion: 9, maxVersion: 20 } };
  expect(versionFinding(young)).toMatchObject({ ok: false, message: expect.stringContaining("Produce 7") });
});
