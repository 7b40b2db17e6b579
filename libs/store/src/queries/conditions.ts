/** The conditions that were asked for, joined by AND; `1` when there are none. */
export function allOf(...conditions: readonly (string | false | undefined)[]): string {
  const asked = conditions.filter((condition) => typeof condition === "string");
  return asked.length === 0 ? "1" : asked.map((condition) => `(${condition})`).join(" AND ");
}

/** The parameters that are there: leaves out those that are undefined. */
export function given(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
