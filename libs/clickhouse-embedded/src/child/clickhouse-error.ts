/** An error as ClickHouse words it: a number that drivers branch on, a name and a sentence. */
export interface ClickHouseFailure {
  readonly code: number;
  readonly text: string;
}

/** Codes of ClickHouse that this server raises itself. */
const CODES = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  UNKNOWN_DATABASE: 81,
  UNKNOWN_SETTING: 115,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  QUERY_IS_TOO_LARGE: 336,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_WAS_CANCELLED: 394,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  STD_EXCEPTION: 1001,
} as const;

type CodeName = keyof typeof CODES;

const HTTP_STATUS: ReadonlyMap<number, number> = new Map([
  ...[6, 26, 27, 33, 36, 38, 41, 43, 53, 62, 69, 72, 117, 130, 131, 456, 457].map(badRequest),
  ...[46, 47, 50, 56, 60, 63, 73, 81, 115].map((code): [number, number] => [code, 404]),
  ...[164, 497, 516].map((code): [number, number] => [code, 403]),
  ...[48, 344].map((code): [number, number] => [code, 501]),
  [202, 503],
  [336, 413],
]);

function badRequest(code: number): [number, number] {
  return [code, 400];
}

/** An error with ClickHouse's code, raised by this server or passed on from the engine. */
export class ClickHouseError extends Error {
  readonly failure: ClickHouseFailure;

  constructor(failure: ClickHouseFailure, options: ErrorOptions = {}) {
    super(failure.text, options);
    this.failure = failure;
  }
}

/** An error that this server raises in ClickHouse's words. */
export function refuse(name: CodeName, sentence: string): ClickHouseError {
  const code = CODES[name];
  return new ClickHouseError({ code, text: `Code: ${code}. DB::Exception: ${sentence}. (${name})` });
}

/** Any error in ClickHouse's words; the engine's nested repetitions of its own code are folded into one. */
export function failureOf(error: unknown): ClickHouseFailure {
  if (error instanceof ClickHouseError) return error.failure;
  const message = (error instanceof Error ? error.message : String(error)).trim();
  const nested =
    /^Code: \d+\. DB::Exception: (Code: \d+\. DB::Exception: .*?)(?: \(version [^()]*\))?\. \([A-Z_\d]+\)$/s;
  const inner = nested.exec(message)?.[1] ?? message;
  const code = /^Code: (\d+)\./.exec(inner)?.[1];
  if (code !== undefined) return { code: Number(code), text: inner };
  return { code: CODES.STD_EXCEPTION, text: `Code: 1001. DB::Exception: ${inner}. (STD_EXCEPTION)` };
}

/** The HTTP status that ClickHouse sends with a code. */
export function httpStatus(code: number): number {
  return HTTP_STATUS.get(code) ?? 500;
}
