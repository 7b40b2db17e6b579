import type { FieldProblem } from "@milepost/contracts";
import type { z } from "zod";
import { knownKeys, nearest } from "./known-keys.ts";
import type { Path, YamlDocument } from "./yaml-document.ts";

type Issue = z.core.$ZodIssue;

/** Where a value stands and what it should look like. */
export interface Expected {
  readonly document: YamlDocument;
  readonly schema: z.ZodType;
  /** Path of the value that the schema judged. */
  readonly path: Path;
}

/** What a schema found wrong with a value, each with its place and how to mend it. */
export function shapeProblems(issues: readonly Issue[], expected: Expected): readonly FieldProblem[] {
  return issues.flatMap(closestIssues).flatMap((issue) => issueProblems(issue, expected));
}

/** Of a union, the issues of the one alternative that the value resembles; else the union's own. */
function closestIssues(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const resembling = issue.errors.filter(
    (errors) =>
      errors.length > 0 &&
      !errors.some(({ path, code }) => path.length === 0 && code !== "unrecognized_keys"),
  );
  const [only] = resembling;
  if (only === undefined || resembling.length > 1) return [issue];
  return only.flatMap(closestIssues).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function issueProblems(issue: Issue, expected: Expected): readonly FieldProblem[] {
  const path = [
    ...expected.path,
    ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step)),
  ];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, expected));
  const field = path.join(".");
  const { document } = expected;
  const value = valueAt(document.value, path);
  if (value === undefined) {
    const message = `${String(path.at(-1))} is missing`;
    const fix = fixOf(path) ?? `add ${String(path.at(-1))}: ${allowed(issue)}`;
    return [{ field, code: "missing_key", message, fix, ...document.locate(path) }];
  }
  if (/^goals\.[^.]+\.owner$/.test(field) && Array.isArray(value)) {
    const message = `a goal has exactly one accountable owner, here are ${value.length}`;
    const fix = "keep one owner, list others as contributors";
    return [{ field, code: "two_owners", message, fix, ...document.locate(path) }];
  }
  const name = String(path.at(-1) ?? "plan");
  const message = `${name}: ${allowed(issue)} expected, not ${shown(value)}`;
  const fix = meantOf(issue, value) ?? fixOf(path) ?? `write ${allowed(issue)}`;
  return [{ field, code: "invalid_value", message, fix, ...document.locate(path) }];
}

/** Of a word that is not among the allowed ones: the one that is nearest. */
function meantOf(issue: Issue, value: unknown): string | undefined {
  if (issue.code !== "invalid_value" || typeof value !== "string") return undefined;
  const meant = nearest(value, issue.values.map(String));
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

function unknownKey(key: string, parent: Path, { schema, path, document }: Expected): FieldProblem {
  const known = knownKeys(schema, parent.slice(path.length));
  const meant = nearest(key, known);
  return {
    field: [...parent, key].join("."),
    code: "unknown_key",
    message: `"${key}" is not known here`,
    fix: meant === undefined ? `known keys: ${known.join(", ")}` : `did you mean ${meant}?`,
    ...document.locate([...parent, key], "key"),
  };
}

/** What to write instead, for the fields that take more than a plain text or number. */
const FIXES: readonly (readonly [RegExp, string])[] = [
  [/^goals\.[^.]+\.window$/, "write a year (2026) or { from: 2026-01-01, to: 2026-06-30 }"],
  [/\.trajectory$/, "write linear, step, { phased: { 2026-06: 0.9 } } or { planned: latest }"],
  [/^goals\.[^.]+\.owner$/, "name one person of the section people"],
  [/^goals\.[^.]+\.measure$/, "write { kpi: …, from: …, to: … }"],
  [/^connectors\.[^.]+\.kpi$/, "name one KPI, or { column: …, map: { … } }"],
  [/^connectors\.[^.]+\.kind$/, "write file"],
  [/^connectors\.[^.]+\.cron$/, 'write five fields as text, such as "15 6 * * 1-5"'],
  [/^apiVersion$/, "write apiVersion: milepost/v1"],
  [/\.(?:finalAfter|publicationLag|expectedFreshness|every)$/, "write an ISO 8601 duration such as P10D"],
  [/\.(?:effectiveFrom|from|to)$/, "write a date as 2026-09-30, a number as 0.95"],
  [/\.email$/, "write an address such as name@example.org"],
];

function fixOf(path: Path): string | undefined {
  const field = path.join(".");
  return FIXES.find(([pattern]) => pattern.test(field))?.[1];
}

/** What the schema takes, in words. */
function allowed(issue: Issue): string {
  switch (issue.code) {
    case "invalid_value":
      return issue.values
        .map(String)
        .join(", ")
        .replace(/, ([^,]+)$/, " or $1");
    case "invalid_type":
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${sizeWord(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${sizeWord(issue.origin)}`;
    case "invalid_format":
      return FORMAT_WORDS[issue.format] ?? issue.message;
    case "invalid_union":
      return "one of its known forms";
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "custom":
      return issue.message;
  }
}

function sizeWord(origin: string): string {
  if (origin === "string") return " letters";
  return origin === "array" ? " entries" : "";
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  email: "an e-mail address",
  date: "a date such as 2026-09-30",
  duration: "a duration such as P10D",
  regex: "an id of lower-case letters, digits and hyphens",
};

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of keys",
};

function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "a map of keys";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}
