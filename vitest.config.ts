import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "test/architecture/planted/**"];

export default defineConfig({
  test: {
    globalSetup: "./infra/native/src/testing/test-servers.setup.ts",
    projects: [
      { test: { name: "unit", include: ["{libs,services,infra,test}/**/*.unit.test.ts"], exclude } },
      {
        test: {
          name: "int",
          include: ["{libs,services,infra,test}/**/*.int.test.ts"],
          exclude,
          pool: "forks",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["{libs,services,infra,test}/**/*.e2e.test.ts"],
          exclude,
          pool: "forks",
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "chaos",
          include: ["test/chaos/**/*.chaos.test.ts"],
          exclude,
          pool: "forks",
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
