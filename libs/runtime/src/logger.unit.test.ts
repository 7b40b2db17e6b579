import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const PROGRAM = `
import { createLogger } from ${JSON.stringify(join(import.meta.dirname, "logger.ts"))};
const cause = new Error("the password is wrong");
const err = new Error("ClickHouse refused: the password is wrong", { cause });
createLogger("info").error({ err }, "The service failed");
`;

it("an error is logged in its own words, with its cause beside it and not once more behind it", () => {
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
    encoding: "utf8",
  });
  expect(JSON.parse(stderr)).toMatchObject({
    err: {
      message: "ClickHouse refused: the password is wrong",
      cause: { message: "the password is wrong" },
    },
  });
});
