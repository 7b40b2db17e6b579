import { Readable } from "node:stream";
import type { FieldProblem } from "@milepost/contracts";
import { problemSchema } from "@milepost/contracts/problem";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";
import { brokenAnswer, notReached, REQUEST_TIMEOUT_MS } from "./not-reached.ts";

const MAX_PAGES = 1_000;

/** One answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface ApiRequest {
  readonly method?: "GET" | "POST";
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; the content type goes with it. */
  readonly body?: { readonly type: string; readonly text: string };
  /** Statuses besides 2xx that the command deals with itself. */
  readonly expected?: readonly number[];
}

/** A request with a body of any length, or for an answer of any length. */
export interface StreamRequest {
  readonly query?: ApiRequest["query"];
  readonly body?: { readonly type: string; readonly bytes: Readable };
}

/** The HTTP API as commands see it; failures are `CliError`s with one sentence. */
export interface ApiClient {
  readonly url: string;
  call(path: string, request?: ApiRequest): Promise<Answer>;
  /** Posts without a bound on the time that bodies take, which are never whole in memory. */
  stream(path: string, request?: StreamRequest): Promise<AsyncIterable<Uint8Array>>;
  /** All items of a list, page after page. */
  list(path: string, query?: ApiRequest["query"]): Promise<readonly Record<string, unknown>[]>;
}

/** Talks to one deployment. */
export function createApiClient(url: string, doFetch: typeof fetch): ApiClient {
  const call = async (path: string, request: ApiRequest = {}): Promise<Answer> => {
    const response = await reach(address(url, path, request.query), request, doFetch);
    const body = await bodyOf(response, url);
    if (response.ok || request.expected?.includes(response.status)) return { status: response.status, body };
    throw refusal(response.status, body);
  };
  return {
    url,
    call,
    stream: (path, request = {}) => streamed(address(url, path, request.query), request, doFetch),
    list: async (path, query = {}) => {
      const items: Record<string, unknown>[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const { body } = await call(path, { query: { ...query, cursor } });
        const { items: more = [], next } = body as Page;
        items.push(...more);
        if (typeof next !== "string") break;
        cursor = next;
      }
      return items;
    },
  };
}

interface Page {
  readonly items?: readonly Record<string, unknown>[];
  readonly next?: string | null;
}

function address(url: string, path: string, query: ApiRequest["query"] = {}): URL {
  const target = new URL(path, url);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  return target;
}

async function reach(target: URL, request: ApiRequest, doFetch: typeof fetch): Promise<Response> {
  const { method = "GET", headers = {}, body } = request;
  const type = body === undefined ? {} : { "content-type": body.type };
  try {
    return await doFetch(target, {
      method,
      headers: { ...headers, ...type },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body === undefined ? {} : { body: body.text }),
    });
  } catch (error) {
    throw notReached(target.origin, error);
  }
}

async function streamed(
  target: URL,
  { body }: StreamRequest,
  doFetch: typeof fetch,
): Promise<AsyncIterable<Uint8Array>> {
  const sent =
    body === undefined
      ? {}
      : { headers: { "content-type": body.type }, body: Readable.toWeb(body.bytes), duplex: "half" };
  const response = await doFetch(target, { method: "POST", ...sent } as RequestInit).catch(
    (error: unknown) => {
      throw notReached(target.origin, error);
    },
  );
  if (!response.ok) throw refusal(response.status, await bodyOf(response, target.origin));
  return response.body ?? emptyBody();
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

async function bodyOf(response: Response, url: string): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw brokenAnswer(url, error);
  });
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(
      `${url} answers, but not as Milepost does; name its address with --url or in MILEPOST_URL.`,
    );
  }
}

/** What a refused request's problem details say to a person. */
function refusal(status: number, body: unknown): CliError {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return new CliError(`The server answered ${status}: ${JSON.stringify(body)}`);
  const { title, detail, problems = [] } = problem.data;
  const lines = [title, ...(detail === undefined ? [] : [detail]), ...problems.map(problemLine)];
  return new CliError(lines.join("\n"), exitOf(status, problem.data.code));
}

/** A request that does not fit its schema holds a value of the command line that it does not take. */
function exitOf(status: number, code: string): ExitCode {
  if (status === 400 && code === "invalid_input") return EXIT.wrongUsage;
  return status === 422 ? EXIT.foundWanting : EXIT.failed;
}

/** A problem as one line: where, what, and what to do. */
export function problemLine({ field, line, column, message, fix }: FieldProblem): string {
  const place = line === undefined ? "" : `line ${line}${column === undefined ? "" : `:${column}`} `;
  const named = field === "" || message.includes(field) ? "" : `${field}: `;
  return `  ${place}${named}${message}${fix === undefined ? "" : ` → ${fix}`}`;
}
