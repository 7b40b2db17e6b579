import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { insertHead, parseStatement } from "./statement.ts";
import { sqlString } from "./sql-text.ts";
import { scanSql } from "./sql-scan.ts";

describe("parseStatement", () => {
  it.each([
    ["SELECT 1", { kind: "SELECT", body: "SELECT 1", format: undefined, tail: "" }],
    ["select 1 format JSON ;", { kind: "SELECT", body: "select 1 ", format: "JSON", tail: "" }],
    ["SELECT 1 FORMAT CSV SETTINGS a = 1", { body: "SELECT 1 ", format: "CSV", tail: " SETTINGS a = 1" }],
    [
      "SELECT a FROM t ORDER BY table\nFORMAT CSV",
      { body: "SELECT a FROM t ORDER BY table\n", format: "CSV" },
    ],
    ["SELECT 1 -- FORMAT CSV", { body: "SELECT 1", format: undefined }],
    ["SELECT 'x FORMAT CSV'", { format: undefined }],
    ["SELECT format FROM t", { format: undefined }],
    ["SELECT a FROM format f", { format: undefined }],
    ["SELECT (SELECT 1 FORMAT) x", { format: undefined }],
    ["/* hi */ show tables", { kind: "SHOW", body: "/* hi */ show tables" }],
    ["(SELECT 1)", { kind: "(" }],
    [" ; ", { kind: "" }],
  ])("takes %j apart", (sql, parts) => {
    expect(parseStatement(sql)).toMatchObject(parts);
  });
});

describe("insertHead", () => {
  it.each([
    ["INSERT INTO t FORMAT CSV\n1", { target: "INSERT INTO t ", format: "CSV", dataStart: 25, settings: "" }],
    [
      "INSERT INTO t (a, format) FORMAT TSV \t1",
      { target: "INSERT INTO t (a, format) ", format: "TSV", dataStart: 38 },
    ],
    [
      "INSERT INTO t SETTINGS x = 1 FORMAT CSV\r\n\n1",
      { target: "INSERT INTO t ", settings: "SETTINGS x = 1 ", dataStart: 41 },
    ],
    [
      "-- note\ninsert into `a`.`b` format Native",
      { target: "-- note\ninsert into `a`.`b` ", format: "Native", dataStart: 41 },
    ],
  ])("finds where the data of %j begins", (sql, head) => {
    expect(insertHead(sql)).toMatchObject(head);
  });

  it.each([
    "SELECT 1 FORMAT CSV",
    "INSERT INTO t SELECT 1 FORMAT CSV",
    "INSERT INTO t VALUES (1)",
    "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
  ])("leaves %j alone", (sql) => {
    expect(insertHead(sql)).toBeUndefined();
  });

  it("never looks into the data", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (data) => {
        const head = "INSERT INTO t FORMAT RowBinary\n";
        expect(insertHead(head + data)).toMatchObject({ format: "RowBinary", dataStart: head.length });
      }),
    );
  });
});

describe("sqlString", () => {
  it("is one string token whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const tokens = [...scanSql(`${sqlString(value)} AS x`)];
        expect(tokens.map(({ kind }) => kind)).toEqual(["string", "word", "word"]);
      }),
    );
  });
});
