import type { FieldProblem, PlanFile } from "@milepost/contracts";
import {
  alertingSchema,
  calendarSchema,
  channelSchema,
  connectorSchema,
  goalSchema,
  idSchema,
  kpiSchema,
  personSchema,
  planFileSchema,
  recipientSchema,
  scorecardSchema,
  unitSchema,
} from "@milepost/contracts";
import type { z } from "zod";
import { shapeProblems } from "./shape-problems.ts";
import type { YamlDocument } from "./yaml-document.ts";

const SECTIONS = {
  calendars: calendarSchema,
  people: personSchema,
  units: unitSchema,
  kpis: kpiSchema,
  goals: goalSchema,
  scorecards: scorecardSchema,
  connectors: connectorSchema,
  channels: channelSchema,
  recipients: recipientSchema,
} as const;

/** A part of the plan file that holds objects by id. */
export type Section = keyof typeof SECTIONS;

/** What could be read of a plan: the well-formed objects, the names of all, and what is wrong with the rest. */
export interface PlanShape {
  readonly plan: PlanFile;
  /** Ids of every section, of malformed objects too: a reference to one of those is not unknown. */
  readonly names: Readonly<Record<Section, ReadonlySet<string>>>;
  readonly problems: readonly FieldProblem[];
}

/** Judges each object of a plan by its own schema, so that one wrong object does not hide another. */
export function readShape(document: YamlDocument): PlanShape {
  const root = record(document.value) ?? {};
  const sections = Object.entries(SECTIONS).map(([name, schema]) => ({
    name,
    ...readSection(document, { name, schema, value: root[name] }),
  }));
  const alerting = readAlerting(document, root["alerting"]);
  const objects = Object.fromEntries(
    sections.map(({ name, entries }) => [name, Object.fromEntries(entries)]),
  );
  const names: Record<string, ReadonlySet<string>> = Object.fromEntries(
    sections.map(({ name, ids }) => [name, new Set(ids)]),
  );
  return {
    plan: { apiVersion: "milepost/v1", ...objects, ...alerting.value } as PlanFile,
    names: names as PlanShape["names"],
    problems: [
      ...rootProblems(document),
      ...sections.flatMap(({ problems }) => problems),
      ...alerting.problems,
    ],
  };
}

/** What is wrong with the file's own keys: unknown ones, `apiVersion`, sections that are no maps. */
function rootProblems(document: YamlDocument): readonly FieldProblem[] {
  const root = record(document.value);
  if (root === undefined) {
    const message = "the plan is empty, or not a map of keys";
    return [
      {
        field: "",
        code: "empty_plan",
        message,
        fix: "begin with apiVersion: milepost/v1",
        line: 1,
        column: 1,
      },
    ];
  }
  const emptied = Object.entries(root).map(([key, value]) => [
    key,
    isSection(key) && blank(value) ? {} : value,
  ]);
  const result = planFileSchema.safeParse(Object.fromEntries(emptied));
  return shapeProblems(result.error?.issues ?? [], { document, schema: planFileSchema, path: [] });

  function blank(value: unknown): boolean {
    return value === null || record(value) !== undefined;
  }
}

function isSection(key: string): boolean {
  return Object.hasOwn(SECTIONS, key) || key === "alerting";
}

interface SectionInput {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
}

function readSection(document: YamlDocument, { name, schema, value }: SectionInput) {
  const found = Object.entries(record(value) ?? {});
  const entries: [string, unknown][] = [];
  const problems: FieldProblem[] = [];
  for (const [id, definition] of found) {
    if (!idSchema.safeParse(id).success) problems.push(invalidId(document, [name, id]));
    const result = schema.safeParse(definition);
    if (result.success) entries.push([id, result.data]);
    else {
      problems.push(...shapeProblems(result.error.issues, { document, schema, path: [name, id] }));
      const rest = schema.safeParse({
        ...STAND_INS[name],
        ...record(withoutWrong(definition, result.error.issues)),
      });
      if (rest.success) entries.push([id, rest.data]);
    }
  }
  return { entries, problems, ids: found.map(([id]) => id) };
}

/** Stands for a window that could not be read: everything lies inside it. */
export const ANY_WINDOW = { from: "1900-01-01", to: "2200-12-31" } as const;

/** For required fields that are wrong or missing: values about which no rule has anything to say. */
const STAND_INS: Readonly<Record<string, object>> = {
  kpis: { name: "-" },
  goals: { kind: "task", title: "-", window: ANY_WINDOW },
  recipients: { channels: [] },
};

/** The definition without its wrong fields: what is left is judged too, so that no problem hides another. */
function withoutWrong(definition: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(definition);
  for (const issue of issues) {
    const wrong =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of wrong) remove(copy, path);
  }
  return copy;
}

function remove(value: unknown, path: readonly PropertyKey[]): void {
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((node, step) => record(node)?.[String(step)], value);
  const holder = record(parent) as Record<string, unknown> | undefined;
  if (holder === undefined || last === undefined) return;
  const first: unknown = Array.isArray(holder[String(last)])
    ? (holder[String(last)] as unknown[])[0]
    : undefined;
  // Of two owners the first stands for both, so that the rest of the goal is judged.
  if (last === "owner" && typeof first === "string") holder["owner"] = first;
  else delete holder[String(last)];
}

function readAlerting(document: YamlDocument, value: unknown) {
  if (record(value) === undefined) return { value: {}, problems: [] };
  const result = alertingSchema.safeParse(value);
  if (result.success) return { value: { alerting: result.data }, problems: [] };
  const expected = { document, schema: alertingSchema, path: ["alerting"] };
  return { value: {}, problems: shapeProblems(result.error.issues, expected) };
}

function invalidId(document: YamlDocument, path: readonly string[]): FieldProblem {
  return {
    field: path.join("."),
    code: "invalid_id",
    message: `"${path.at(-1)}" is no id`,
    fix: "use lower-case letters, digits and hyphens, at most 120",
    ...document.locate(path, "key"),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}
