import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const copy = mkdtempSync(join(tmpdir(), "milepost-planted-"));

/** Each is one violation in a copy of the project; the named check must turn red and name its file. */
const PLANTS: readonly { check: string; tool: readonly string[]; file: string; text: string }[] = [
  {
    check: "boundaries: an edge that the design forbids",
    tool: ["turbo", "boundaries"],
    file: "libs/scoring/src/planted-edge.ts",
    text: 'import "@milepost/event-log";\n',
  },
  {
    check: "boundaries: an undeclared import",
    tool: ["turbo", "boundaries"],
    file: "libs/plan/src/planted-undeclared.ts",
    text: 'import "fastify";\n',
  },
  {
    check: "boundaries: a relative import that leaves its package",
    tool: ["turbo", "boundaries"],
    file: "libs/plan/src/planted-outside.ts",
    text: 'import "../../runtime/src/clock.ts";\n',
  },
  {
    check: "architecture: a type import past the boundaries checker",
    tool: ["node", "test/architecture/src/check.ts"],
    file: "services/ingest/src/planted.ts",
    text: 'export type Stolen = import("@milepost/projector").Stolen;\n',
  },
  {
    check: "lint: a promise nobody waits for",
    tool: ["oxlint", "libs/runtime"],
    file: "libs/runtime/src/planted-promise.ts",
    text: "export function start(work: () => Promise<void>): void {\n  work();\n}\n",
  },
  {
    check: "lint: any",
    tool: ["oxlint", "libs/runtime"],
    file: "libs/runtime/src/planted-any.ts",
    text: "export const anything: any = 1;\n",
  },
  {
    check: "lint: a file over 300 lines",
    tool: ["oxlint", "libs/runtime"],
    file: "libs/runtime/src/planted-long.ts",
    text: Array.from({ length: 310 }, (_, line) => `export const line${line} = ${line};`).join("\n"),
  },
  {
    check: "types: a missing null check",
    tool: ["tsc", "--noEmit"],
    file: "libs/runtime/src/planted.ts",
    text: "export const first = (list: readonly string[]): string => list[0];\n",
  },
  {
    check: "unused: a file that nobody imports",
    tool: ["knip"],
    file: "libs/runtime/src/planted.ts",
    text: "export const unused = 1;\n",
  },
  {
    check: "format",
    tool: ["oxfmt", "--check", "."],
    file: "libs/runtime/src/planted.ts",
    text: "export   const   untidy=1\n",
  },
];

beforeAll(() => {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of listed.stdout
    .split("\n")
    .filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  spawnSync("git", ["init", "-q"], { cwd: copy });
  appendFileSync(join(copy, ".gitignore"), "node_modules\n");
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const BY_TOOL = [...Map.groupBy(PLANTS, ({ tool }) => tool.join(" "))];

describe.each(BY_TOOL)("%s", (command, plants) => {
  let run: ReturnType<typeof spawnSync>;
  beforeAll(() => {
    const [program = "", ...args] = command.split(" ");
    const paths = plants.map(({ file }) => join(copy, file));
    plants.forEach(({ text }, index) => writeFileSync(paths[index] as string, text));
    run = spawnSync(join(root, "node_modules", ".bin", program), args, {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1" },
    });
    for (const path of paths) rmSync(path);
  });

  it.each(plants)("a planted violation turns the check red — $check", ({ file }) => {
    const said = `${String(run.stdout)}${String(run.stderr)}`;
    expect(run.status, said.slice(-500)).not.toBe(0);
    expect(said).toContain(basename(file));
  });
});

it("a check that inspected nothing fails", () => {
  const empty = mkdtempSync(join(tmpdir(), "milepost-empty-"));
  const run = spawnSync(process.execPath, [join(root, "test/architecture/src/check.ts"), empty], {
    encoding: "utf8",
  });
  rmSync(empty, { recursive: true });
  expect(run.status).toBe(1);
  expect(run.stdout).toContain("inspected 0 files");
});
