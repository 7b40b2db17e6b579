/** Widest line of the plan file. */
const WIDTH = 110;

/** A scalar as YAML writes it: plain where that is safe, else quoted. */
export function scalar(value: string | number): string {
  if (typeof value === "number") return String(value);
  return /^[A-Za-z][\w .()/@-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value.trimEnd()
    : JSON.stringify(value);
}

/** `{ key: value, … }` of entries that are written already; entries without a value are left out. */
export function flow(entries: Readonly<Record<string, string | null>>): string {
  return `{ ${pairs(entries).join(", ")} }`;
}

/** The same, one indented line under its key, wrapped where it grows too wide. */
export function flowBlock(entries: Readonly<Record<string, string | null>>, indent: string): string {
  const lines: string[] = [];
  let line = `${indent}{`;
  for (const [index, pair] of pairs(entries).entries()) {
    const last = index === pairs(entries).length - 1;
    const piece = ` ${pair}${last ? " }" : ","}`;
    if (line.length + piece.length > WIDTH) {
      lines.push(line);
      line = `${indent} `;
    }
    line += piece;
  }
  return [...lines, line].join("\n");
}

/** Text folded at the file's width (`>-`), to stand behind a key. */
export function folded(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    const next = line === indent ? line + word : `${line} ${word}`;
    if (next.length <= WIDTH || line === indent) line = next;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [">-", ...lines, line].join("\n");
}

function pairs(entries: Readonly<Record<string, string | null>>): readonly string[] {
  return Object.entries(entries).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
}
