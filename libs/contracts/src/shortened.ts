/** A text as a message quotes it: what is longer is cut behind so many characters, and never within a surrogate pair. */
export function shortened(text: string, maxCharacters = 60): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
