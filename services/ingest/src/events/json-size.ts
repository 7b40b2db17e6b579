/** What a text in JSON would become, counted before it is parsed. */
export interface JsonSize {
  /** Objects and lists within one another. */
  readonly depth: number;
  /** Elements of the list that the text is; of anything else 1. */
  readonly elements: number;
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c] as const;
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const;

/** Counts brackets and commas outside of texts; of what is no JSON the counts say what was met on the way. */
export function jsonSize(text: string): JsonSize {
  const isList = text.trimStart().startsWith("[");
  let [open, depth, elements, inText] = [0, 0, 1, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inText) {
      if (character === BACKSLASH) at += 1;
      else if (character === QUOTE) inText = false;
    } else if (character === QUOTE) inText = true;
    else if (character === LIST || character === OBJECT) {
      open += 1;
      if (open > depth) depth = open;
    } else if (character === LIST_END || character === OBJECT_END) open -= 1;
    else if (character === COMMA && isList && open === 1) elements += 1;
  }
  return { depth, elements };
}
