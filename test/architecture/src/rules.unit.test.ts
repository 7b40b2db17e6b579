import { expect, it } from "vitest";
import { RULES } from "./rules.ts";
import type { Source } from "./sources.ts";

type Content = { readonly imports?: readonly string[]; readonly text?: string };

const PLANTED: readonly { readonly rule: string; readonly source: Source }[] = [
  planted("a vendor's package is imported only by its own lib", "services/ingest/src/app.ts", {
    imports: ["lmdb"],
  }),
  planted("adapters are chosen only in compose.ts", "services/ingest/src/app.ts", {
    imports: ["@milepost/event-log/embedded-log"],
  }),
  planted("process.env is read only in main.ts", "libs/store/src/index.ts", {
    text: "const port = process.env['PORT'];",
  }),
  planted("pure libs do no input or output, and know no clock and no chance", "libs/scoring/src/a.ts", {
    imports: ["node:fs"],
  }),
  planted("pure libs do no input or output, and know no clock and no chance", "libs/forecast/src/a.ts", {
    text: "const now = Date.now();",
  }),
  planted("the testkit is imported by tests only", "services/ingest/src/app.ts", {
    imports: ["@milepost/testkit"],
  }),
  planted("what most starts do not need is loaded where it is needed", "libs/deployment/src/compose.ts", {
    text: 'import { openKafkaLog } from "@milepost/event-log/kafka-log";',
  }),
  planted("services never import each other", "services/ingest/src/app.ts", {
    imports: ["@milepost/projector"],
  }),
];

it.each(PLANTED)("a planted violation of “$rule” is found", ({ rule, source }) => {
  const found = RULES.flatMap((candidate) => candidate.check(source));
  expect(found.map((violation) => violation.rule)).toContain(rule);
});

it("every rule has a planted violation", () => {
  expect(new Set(PLANTED.map((plant) => plant.rule))).toEqual(new Set(RULES.map((rule) => rule.name)));
});

function planted(
  rule: string,
  file: string,
  content: Content,
): { readonly rule: string; readonly source: Source } {
  return { rule, source: { file, text: content.text ?? "", imports: content.imports ?? [], isTest: false } };
}
