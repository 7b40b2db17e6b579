import { expect, test } from "vitest";
import {
  classifyClickHouseError,
  isBackPressure,
  isBadRowError,
  isMissingTableError,
  isOtherBuildError,
  requestTimedOut,
} from "./clickhouse-errors.ts";

function clickHouseError(code: string): Error {
  return Object.assign(new Error("Code: 62. DB::Exception: whatever it says (RETRY_ME)"), { code });
}

test("an error is classified by ClickHouse's number, not by what it says", () => {
  const syntax = classifyClickHouseError(clickHouseError("62"), "a query");
  expect(syntax).toMatchObject({
    code: "clickhouse_error",
    retryable: false,
    details: { clickhouseCode: 62 },
  });
  const memory = classifyClickHouseError(clickHouseError("241"), "a query");
  expect(memory).toMatchObject({ code: "clickhouse_error", retryable: true });
  const slow = classifyClickHouseError(clickHouseError("159"), "a query");
  expect(slow).toMatchObject({ code: "clickhouse_timeout", retryable: true });
});

test("a connection that breaks may be tried again, a mistake of ours may not", () => {
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  expect(classifyClickHouseError(refused, "a query")).toMatchObject({
    code: "clickhouse_unreachable",
    retryable: true,
  });
  const { message } = classifyClickHouseError(
    Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:8123"), { code: "ECONNREFUSED" }),
    "a query",
  );
  expect(message).toContain("ClickHouse did not answer a query (connect ECONNREFUSED 10.0.0.7:8123)");
  expect(message).toContain("CLICKHOUSE_URL");
  expect(classifyClickHouseError(new TypeError("x"), "a query")).toMatchObject({
    code: "internal",
    retryable: false,
  });
  expect(requestTimedOut("a query", 10)).toMatchObject({ code: "clickhouse_timeout", retryable: true });
});

test("a row that cannot be stored is told from a table that is not there", () => {
  expect(isBadRowError(classifyClickHouseError(clickHouseError("69"), "an insert"))).toBe(true);
  expect(isBadRowError(classifyClickHouseError(clickHouseError("60"), "an insert"))).toBe(false);
  expect(isBadRowError(new Error("69"))).toBe(false);
});

test("a server that restarts, a full disk and a read-only table may be tried again, with what to do", () => {
  const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  const cutOff = Object.assign(new Error("closed"), { code: "ERR_STREAM_PREMATURE_CLOSE" });
  for (const error of [reset, cutOff, new Error("<html>502 Bad Gateway</html>")]) {
    expect(classifyClickHouseError(error, "an insert")).toMatchObject({
      code: "clickhouse_unreachable",
      retryable: true,
    });
  }
  for (const code of ["242", "243", "252", "394"]) {
    expect(classifyClickHouseError(clickHouseError(code), "an insert").retryable).toBe(true);
  }
  expect(classifyClickHouseError(clickHouseError("243"), "an insert").message).toContain("free space");
});

test("what asks for a pause, what was written for other tables and what is not there are told apart", () => {
  const of = (code: string): readonly boolean[] => {
    const error = classifyClickHouseError(clickHouseError(code), "an insert");
    return [isBackPressure(error), isOtherBuildError(error), isMissingTableError(error)];
  };
  expect(of("252")).toEqual([true, false, false]);
  expect(of("469")).toEqual([false, true, false]);
  expect(of("60")).toEqual([false, false, true]);
  expect(of("62")).toEqual([false, false, false]);
});

test("a refused user is said with the setting that names it", () => {
  const text = "milepost: Authentication failed: password is incorrect, or there is no user with such name.";
  for (const code of ["516", "192", "193", "194"]) {
    const { message, retryable } = classifyClickHouseError(Object.assign(new Error(text), { code }), "ping");
    expect(message).toContain(text);
    expect(message).toContain("user and password in CLICKHOUSE_URL");
    expect(retryable).toBe(false);
  }
});
