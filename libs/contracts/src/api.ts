/** Version of the HTTP API; it changes only with a new one beside the old. */
export const API_VERSION = "1";

/** What the API's own document says first. */
export const API_DESCRIPTION: string = `Tells early enough to act which goals will miss their targets: KPI events in, forecasts against targets out.

Errors are problem details (RFC 9457) that name the field and the fix. Lists end with \`next\`: send it as \`cursor\` for the next page. Commands take an \`Idempotency-Key\`: the same key again gives the same answer and has no second effect, and a plan, or what a person says of a goal, alert or review, is refused (409) under a key that was used for another plan, or for the same kind of word about the same one with other contents. A moment (\`asOf\`) is \`now\`, a period such as \`2014-08\`, or an instant. Numbers of observations are decimal text; unknown is null, never 0.`;
