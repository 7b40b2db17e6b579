import type { FieldProblem } from "@milepost/contracts";
import type { Document, ParsedNode } from "yaml";
import { LineCounter, isCollection, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** A field's path: keys and list indexes. */
export type Path = readonly (string | number)[];

/** A plan text as YAML, and where its fields stand. */
export interface YamlDocument {
  readonly value: unknown;
  /** What is wrong with the YAML itself, and keys that stand twice or cannot be kept. */
  readonly problems: readonly FieldProblem[];
  /** False: the text could not be read, `value` means nothing. */
  readonly readable: boolean;
  /** Line and column (1-based) of a field's value, or of its key; of what is missing, where it would belong. */
  locate(path: Path, at?: "key" | "value"): { readonly line: number; readonly column: number };
}

/** Longest plan text that is read, in characters. */
const MAX_CHARACTERS = 20_000_000;

/** Most syntax problems that are told: a broken text breaks again and again. */
const MAX_SYNTAX_PROBLEMS = 100;

/** Reads a YAML text and remembers where each field stands. */
export function readYaml(text: string): YamlDocument {
  if (text.length > MAX_CHARACTERS) return unreadable("the plan is longer than 20 million characters");
  const lines = new LineCounter();
  try {
    // Duplicate keys are looked for here, so that each is named with its own message.
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
    const syntax = syntaxProblems(document, lines);
    if (syntax.length > 0) return { ...unreadable(""), problems: syntax };
    const locate: YamlDocument["locate"] = (path, at = "value") =>
      position(lines, offsetOf(document, path, at));
    return {
      value: document.toJS(),
      problems: keyProblems(document.contents, lines),
      readable: true,
      locate,
    };
  } catch (error) {
    // The parser recurses: a text nested thousands deep ends here, and so does an alias bomb.
    return unreadable(`the YAML cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unreadable(message: string): YamlDocument {
  const locate = (): { line: number; column: number } => ({ line: 1, column: 1 });
  const problem = { field: "", code: "invalid_yaml", message, line: 1, column: 1 };
  return { value: undefined, problems: [problem], readable: false, locate };
}

type ParsedDocument = Document.Parsed<ParsedNode>;

function syntaxProblems(document: ParsedDocument, lines: LineCounter): readonly FieldProblem[] {
  return [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_PROBLEMS).map((error) => ({
    field: "",
    code: "invalid_yaml",
    message: error.message,
    fix: "mend the YAML here; nothing after it could be judged",
    ...position(lines, error.pos[0]),
  }));
}

/** Keys that stand twice, and those that schemas drop without a word. */
function keyProblems(node: unknown, lines: LineCounter, path: Path = []): readonly FieldProblem[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => keyProblems(item, lines, [...path, index]));
  if (!isMap(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    const field = [...path, name];
    const inside = isCollection(value) ? [...keyProblems(value, lines, field)] : [];
    if (name === "__proto__") inside.unshift(dropped(field.join("."), position(lines, startOf(key) ?? 0)));
    if (!seen.has(name)) {
      seen.add(name);
      return inside;
    }
    return [duplicate(field.join("."), name, position(lines, startOf(key) ?? 0)), ...inside];
  });
}

function dropped(field: string, place: { line: number; column: number }): FieldProblem {
  const message = "nothing can be named __proto__";
  return { field, code: "invalid_id", message, fix: "choose another name", ...place };
}

function duplicate(field: string, name: string, place: { line: number; column: number }): FieldProblem {
  if (/^goals\.[^.]+\.owner$/.test(field)) {
    const message = "this goal names two owners; a goal has exactly one accountable owner";
    return {
      field,
      code: "two_owners",
      message,
      fix: "keep one owner, list others as contributors",
      ...place,
    };
  }
  const message = `"${name}" stands twice in the same place`;
  return { field, code: "duplicate_key", message, fix: "keep one of them", ...place };
}

function offsetOf(document: ParsedDocument, path: Path, at: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const wantsKey = at === "key" && index === path.length - 1;
    const { key, value } = child(node, step);
    const found = wantsKey ? (startOf(key) ?? startOf(value)) : (startOf(value) ?? startOf(key));
    // A field that is not there is missed where its parent's key stands.
    if (found === undefined) return startOf(index === 0 ? node : keyBefore(document, path, index)) ?? offset;
    offset = found;
    node = value;
  }
  return offset;
}

function keyBefore(document: ParsedDocument, path: Path, index: number): unknown {
  let node: unknown = document.contents;
  for (const step of path.slice(0, index - 1)) node = child(node, step).value;
  const { key, value } = child(node, path[index - 1] ?? "");
  return key ?? value;
}

function child(node: unknown, step: string | number): { readonly key?: unknown; readonly value?: unknown } {
  if (isSeq(node)) return { value: node.items[Number(step)] };
  if (!isMap(node)) return {};
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return { key: pair?.key, value: pair?.value };
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
