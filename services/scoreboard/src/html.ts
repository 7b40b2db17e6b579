/** Text that is already safe to stand in a page. */
export interface Html {
  readonly safe: string;
}

type Part = Html | string | number | false | null | undefined | readonly Part[];

/** Tagged template for pages: everything is escaped but other `html` and `trusted` pieces; nothing and false print nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const lean = leanTexts(texts);
  let safe = lean[0] ?? "";
  for (const [index, part] of parts.entries()) safe += render(part) + (lean[index + 1] ?? "");
  return { safe };
}

const leanByTemplate = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A template's own line breaks and indents weigh and say nothing: each run becomes one space, once per template. */
function leanTexts(texts: TemplateStringsArray): readonly string[] {
  let lean = leanByTemplate.get(texts);
  if (lean === undefined) {
    lean = texts.map((text) => text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/ (?=\/?>)/g, ""));
    leanByTemplate.set(texts, lean);
  }
  return lean;
}

/** Marks markup that the server itself made (charts) as safe. */
export function trusted(markup: string): Html {
  return { safe: markup };
}

/** Escapes text for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return "safe" in part ? part.safe : part.map(render).join("");
}
