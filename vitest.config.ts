import { defineConfig } from "vitest/config";
import type { TestProjectInlineConfiguration } from "vitest/config";

const exclude = ["**/node_modules/**", "test/architecture/planted/**"];

/** What is polled for comes when the machine gets to it: how fast is no test's business. */
const POLLED = { poll: { timeout: 120_000 } };

/** Whoever takes longer hangs: on a busy machine what predict's tests prepare was seen to take more than a minute. */
const NOBODY_HANGS_MS = 300_000;

/** Suites that take minutes, one file after the other: some load the machine as far as it goes. */
const chaos = (name: string, include: string[]): TestProjectInlineConfiguration => ({
  test: {
    name,
    include,
    exclude,
    expect: POLLED,
    pool: "forks",
    fileParallelism: false,
    // Of suites that say they run side by side.
    maxConcurrency: 6,
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
  },
});

/**
 * Files share what was loaded: loading it again for each took longer than they do. What modules keep for a whole process (the
 * patch of kafkajs' timers, a counter of charts) no test looks at.
 */
const isolate = false;

export default defineConfig({
  test: {
    // Every file has folders, prefixes and databases of its own.
    maxWorkers: 2,
    globalSetup: "./infra/native/src/testing/test-servers.setup.ts",
    projects: [
      {
        test: {
          name: "unit",
          expect: POLLED,
          include: ["{libs,services,infra,test}/**/*.unit.test.ts"],
          exclude,
          isolate,
          // Property tests take seconds where the machine is busy.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "int",
          expect: POLLED,
          include: ["{libs,services,infra,test}/**/*.int.test.ts"],
          exclude,
          pool: "forks",
          isolate,
          testTimeout: NOBODY_HANGS_MS,
          hookTimeout: NOBODY_HANGS_MS,
        },
      },
      {
        test: {
          name: "e2e",
          expect: POLLED,
          include: ["{libs,services,infra,test}/**/*.e2e.test.ts"],
          exclude,
          pool: "forks",
          testTimeout: NOBODY_HANGS_MS,
          hookTimeout: NOBODY_HANGS_MS,
        },
      },
      chaos("chaos", ["{libs,services,infra,test}/**/*.chaos.test.ts"]),
      chaos("chaos-short", [
        "test/chaos/src/short-form.test.ts",
        "test/e2e/kill.chaos.test.ts",
        "test/e2e/services-generations.chaos.test.ts",
      ]),
    ],
  },
});
