import { describe, expect, it } from "vitest";
import { sessionPrelude, splitParams } from "./session-prelude.ts";
import type { SessionWish } from "./session-prelude.ts";

function prelude(wish: Partial<SessionWish>, url = ""): string {
  const split = splitParams(new URLSearchParams(url));
  return sessionPrelude({
    role: "writer",
    tag: "tag",
    database: "milepost",
    readOnlyMethod: false,
    ...split,
    ...wish,
  }).join("; ");
}

describe("sessionPrelude", () => {
  it("strips what belongs to HTTP and never inserts asynchronously", () => {
    const sql = prelude(
      {},
      "query=SELECT&session_id=1&wait_end_of_query=1&async_insert=1&role=x&max_threads=2",
    );
    expect(sql).toMatch(
      /^USE `milepost`; SET async_insert = '0', log_comment = 'tag', max_execution_time = '600', max_memory_usage = '\d+', max_threads = '2'$/,
    );
  });

  it("makes a reader read-only last, whatever was sent", () => {
    expect(prelude({ role: "reader" }, "readonly=0&extremes=1")).toMatch(/extremes = '1', readonly = '1'$/);
  });

  it("makes GET read-only for the writer too", () => {
    expect(prelude({ readOnlyMethod: true })).toMatch(/readonly = '2'$/);
  });

  it.each([
    ["10", "10"],
    ["31", "30"],
    ["0", "30"],
    ["-1", "30"],
    ["x", "30"],
  ])("takes a reader's max_execution_time of %s as %s s", (asked, given) => {
    expect(prelude({ role: "reader" }, `max_execution_time=${asked}`)).toContain(
      `max_execution_time = '${given}'`,
    );
  });

  it("lets no name or value leave its place", () => {
    expect(() => prelude({}, "a%20=1")).toThrow(/Unknown setting/);
    expect(prelude({}, "param_x=%27%2C+readonly%3D%270")).toContain("param_x = '\\', readonly=\\'0'");
  });

  it("makes room for long parameters", () => {
    expect(prelude({ queryParams: new Map([["param_x", "x".repeat(100_000)]]) })).toMatch(
      /^SET max_query_size = \d+; USE/,
    );
  });
});
