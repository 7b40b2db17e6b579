import type { FastifyInstance, FastifyRequest } from "fastify";
import { MilepostError } from "./errors.ts";

/** Headers of every answer: no other site's page may run or show what it holds. */
export const KEPT_FROM_OTHER_SITES: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const LOOPBACK_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]", "::1"];

/**
 * Refuses requests that a foreign page made: their Host is not ours (DNS rebinding), their Origin is another site's, or
 * the browser says that another site asked. Links from elsewhere open: the page that holds them sees nothing of what they show.
 */
export function registerOriginGuard(app: FastifyInstance, allowedHosts: readonly string[]): void {
  app.addHook("onRequest", async (request) => {
    const problem = originProblem(request.headers, allowedHosts, isOpening(request));
    if (problem !== undefined) throw new MilepostError("forbidden", problem);
  });
}

/** The headers that tell who made a request. */
export interface OriginHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly "sec-fetch-site"?: string | string[] | undefined;
}

/**
 * Why a request is refused for the page that made it; undefined when it is ours. Scripts and images are asked for without
 * an Origin: of those only Sec-Fetch-Site tells whose page it is. Programs send neither.
 */
export function originProblem(
  headers: OriginHeaders,
  allowedHosts: readonly string[],
  isOpened = false,
): string | undefined {
  const allowed = [...LOOPBACK_HOSTS, ...allowedHosts];
  const host = hostName(headers.host ?? "");
  if (!allowed.includes(host)) {
    return `The request names host "${host}", which is not this deployment's; open it by its own address`;
  }
  if (headers.origin !== undefined) {
    const origin = URL.canParse(headers.origin) ? new URL(headers.origin).host : headers.origin;
    if (origin !== headers.host) return foreign(`"${headers.origin}"`);
  }
  const site = headers["sec-fetch-site"];
  // Another port of the same host is "same-site", and another site to us.
  if (site === undefined || site === "same-origin" || site === "none" || isOpened) return undefined;
  return foreign("another address");
}

/** Whether somebody opens a page in a window of its own, by a link for instance. */
export function isOpening({ method, headers }: Pick<FastifyRequest, "method" | "headers">): boolean {
  return (
    method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document"
  );
}

function foreign(whose: string): string {
  return `The request comes from a page of ${whose}, which is another site; Milepost answers only its own pages`;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}
