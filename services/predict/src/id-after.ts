/** Between what an event says and how often it was said before. */
const NUMBER = "~";

/**
 * The id of an event that says again what others may have said before it: a value that is corrected back and forth brings the
 * same outcome as of the same moment a second time, and an id stands in the log once.
 */
export function idAfter(told: readonly string[], id: string): string {
  const before = told.filter((one) => one === id || one.startsWith(`${id}${NUMBER}`)).length;
  return before === 0 ? id : `${id}${NUMBER}${before + 1}`;
}
