import { request as requestPlain } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestTls } from "node:https";
import type { RequestOptions } from "node:https";
import { hideSecrets, secretsOfAddress } from "../hide-secrets.ts";
import { InsideNetwork, publicLookup, refuseInside } from "./guarded-lookup.ts";

/** A body on its way to a receiver. */
export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the receiver said, or why nobody knows. */
export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfter: string | null;
      /** Its beginning, without the addresses that it was asked at. */
      readonly text: string;
    }
  /** Nothing came back: it may have arrived or not. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** It is not sent there at all. */
  | { readonly kind: "forbidden"; readonly reason: string };

const MOST_REDIRECTS = 3;
/** Bytes of an answer that are looked at. */
const ANSWER_BYTES = 4_096;
/** The two redirects that ask for the same request at another place; the others ask for another request. */
const SAME_REQUEST: readonly number[] = [307, 308];

/** Posts a body, following redirects that keep it; every place it is led to is judged like the first. */
export async function postBody(post: Post): Promise<Answer> {
  const asked = [post.url];
  const answer = await follow(post, asked);
  const secrets = asked.flatMap(secretsOfAddress);
  if (answer.kind !== "answered") return { ...answer, reason: hideSecrets(answer.reason, secrets) };
  const { isCut, ...rest } = answer;
  return { ...rest, text: hideSecrets(answer.text, secrets, isCut) };
}

/** Notes every address that it goes on to. */
async function follow(post: Post, asked: string[]): Promise<Raw> {
  const limit = AbortSignal.timeout(post.timeoutMs);
  const signal = AbortSignal.any([post.signal, limit]);
  let url = post.url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      return { kind: "forbidden", reason: "the address is none of http or https" };
    }
    try {
      const { location, ...answer } = await postOnce(new URL(url), { ...post, signal });
      if (location === null) return answer;
      url = URL.canParse(location, url) ? new URL(location, url).href : "";
      asked.push(url);
    } catch (error) {
      if (error instanceof InsideNetwork) return { kind: "forbidden", reason: error.message };
      const seconds = post.timeoutMs / 1_000;
      const reason = limit.aborted ? `no answer within ${seconds} s` : wordsOf(error);
      return { kind: "unreachable", reason };
    }
  }
  return { kind: "forbidden", reason: `the address leads on more than ${MOST_REDIRECTS} times` };
}

type Said = Extract<Answer, { kind: "answered" }> & { readonly isCut: boolean };
type Raw = Said | Exclude<Answer, { kind: "answered" }>;
type Answered = Said & { readonly location: string | null };

interface Beginning {
  readonly text: string;
  readonly isCut: boolean;
}

function postOnce(url: URL, { body, headers, allowPrivate, signal }: Post): Promise<Answered> {
  const options: RequestOptions = {
    method: "POST",
    signal,
    agent: false,
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
  };
  if (!allowPrivate) {
    refuseInside(url);
    options.lookup = publicLookup;
  }
  const send = url.protocol === "https:" ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      readText(response).then((beginning) => resolve(answered(response, beginning)), reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

function answered(response: IncomingMessage, beginning: Beginning): Answered {
  const { statusCode: status = 0, headers } = response;
  const location = SAME_REQUEST.includes(status) ? (headers.location ?? null) : null;
  return { kind: "answered", status, retryAfter: headers["retry-after"] ?? null, location, ...beginning };
}

/** The beginning of an answer; the rest is not waited for. */
async function readText(response: IncomingMessage): Promise<Beginning> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString("utf8");
  return { text, isCut: bytes >= ANSWER_BYTES };
}

function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `${code}: the receiver cannot be reached`;
}
