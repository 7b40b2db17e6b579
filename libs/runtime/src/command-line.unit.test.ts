import { expect, it } from "vitest";
import { z } from "zod";
import { readArguments } from "./command-line.ts";

const schema = z
  .looseObject({
    MILEPOST_PORT: z.coerce.number().default(8080),
    MILEPOST_TEST_KILL_AT: z.string().optional(),
  })
  .transform(({ MILEPOST_PORT: port }) => ({ port }));
const usage = { command: "npm start", does: "Runs everything.", schema };

it("without arguments a process runs, and --check-config only reads its settings", () => {
  expect(readArguments([], usage)).toEqual({ todo: "run" });
  expect(readArguments(["--check-config"], usage)).toEqual({ todo: "check_config" });
});

it.each(["--help", "-h"])(
  "%s says how it is started and which settings there are, whatever else is asked",
  (help) => {
    const asked = readArguments(["--check-config", help, "more"], usage);
    expect(asked).toMatchObject({ todo: "say", code: 0 });
    const text = asked.todo === "say" ? asked.text : "";
    expect(text).toContain("npm start -- --check-config");
    expect(text).toContain("docs/operations.md");
    expect(text).toMatch(/^ {2}MILEPOST_PORT$/mu);
    expect(text).not.toContain("MILEPOST_TEST_KILL_AT");
  },
);

it.each([["--port", "8090"], ["--chek-config"], ["--check-config", "ingest"]])(
  "an argument that nobody knows begins nothing, and the fix is named: %s",
  (...args) => {
    const asked = readArguments(args, { ...usage, command: "npm run service -- ingest" });
    expect(asked).toMatchObject({ todo: "say", code: 2 });
    const text = asked.todo === "say" ? asked.text : "";
    expect(text).toContain(`There is no argument "${args.find((arg) => arg !== "--check-config")}"`);
    expect(text).toContain("MILEPOST_PORT=8090 npm run service -- ingest");
    expect(text).toContain("npm run service -- ingest --help");
  },
);
