import { memberProblem, observationRecorded } from "@milepost/contracts";
import type { FieldProblem } from "@milepost/contracts";

const CONTROL = /\p{Cc}/u;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the texts of a posted event: attributes hold no control characters (CloudEvents 1.0), nothing holds half of a
 * surrogate pair, which no table can, nothing is named `__proto__`, and the members of an observation look like no other one. A value under such a member,
 * which an older version took, may be taken back.
 */
export function textProblems(event: unknown): readonly FieldProblem[] {
  if (!isFields(event)) return [];
  const found = [
    ...attributeProblems(event),
    ...(event["type"] === observationRecorded.type ? memberProblems(event["data"]) : []),
    ...(isWhole(event) ? [] : brokenTexts(event)),
  ];
  const isFirst = ({ field }: FieldProblem, index: number): boolean =>
    found.findIndex((one) => one.field === field) === index;
  return found.filter(isFirst);
}

function attributeProblems(event: Fields): readonly FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const field in event) {
    const value = event[field];
    if (field === "data" || typeof value !== "string" || !CONTROL.test(value)) continue;
    const message = `\`${field}\` holds a control character, such as a line break`;
    found.push({ field, code: "control_character", message, fix: "send it without control characters" });
  }
  return found;
}

function memberProblems(data: unknown): readonly FieldProblem[] {
  const series = isFields(data) ? data["series"] : undefined;
  if (!isFields(series)) return [];
  const found: FieldProblem[] = [];
  for (const dimension in series) {
    const member = series[dimension];
    const problem = typeof member === "string" ? memberProblem(member) : undefined;
    if (problem !== undefined) {
      found.push({ field: `data.series.${dimension}`, code: "bad_member", ...problem });
    }
  }
  return found;
}

/** Schemas drop what is named so without a word. */
const DROPPED = "__proto__";

/** Whether all texts and names of an event can be kept; nearly all can, so that this takes no notes. */
function isWhole(event: Fields): boolean {
  const left: unknown[] = [event];
  for (const value of left) {
    if (typeof value === "string" && !value.isWellFormed()) return false;
    if (typeof value !== "object" || value === null) continue;
    for (const name in value) {
      if (name === DROPPED) return false;
      left.push(name, (value as Fields)[name]);
    }
  }
  return true;
}

function brokenTexts(event: Fields): readonly FieldProblem[] {
  const found: FieldProblem[] = [];
  const left: { readonly field: string; readonly value: unknown }[] = [{ field: "", value: event }];
  for (const { field, value } of left) {
    if (typeof value === "string" && !value.isWellFormed()) found.push(brokenText(field));
    if (typeof value !== "object" || value === null) continue;
    for (const [name, part] of Object.entries(value)) {
      const path = (field === "" ? name : `${field}.${name}`).toWellFormed();
      if (!name.isWellFormed()) found.push(brokenText(path));
      if (name === DROPPED) found.push(droppedName(path));
      left.push({ field: path, value: part });
    }
  }
  return found;
}

function brokenText(field: string): FieldProblem {
  const message = `\`${field}\` holds half of a surrogate pair, which is no character`;
  return { field, code: "not_unicode", message, fix: "send text that is whole Unicode" };
}

function droppedName(field: string): FieldProblem {
  const message = `\`${field}\` is a name that cannot be kept`;
  return { field, code: "bad_name", message, fix: `send it by another name than ${DROPPED}` };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
