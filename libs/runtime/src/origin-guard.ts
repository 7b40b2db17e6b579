import type { FastifyInstance } from "fastify";
import { MilepostError } from "./errors.ts";

const LOOPBACK_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]", "::1"];

/**
 * Refuses requests that a foreign page made: their Host is not ours (DNS rebinding) or their Origin is another site's.
 */
export function registerOriginGuard(app: FastifyInstance, allowedHosts: readonly string[]): void {
  app.addHook("onRequest", async (request) => {
    const problem = originProblem(request.headers, allowedHosts);
    if (problem !== undefined) throw new MilepostError("forbidden", problem);
  });
}

/** Why a request's Host or Origin is refused; undefined when both are ours. */
export function originProblem(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  allowedHosts: readonly string[],
): string | undefined {
  const allowed = [...LOOPBACK_HOSTS, ...allowedHosts];
  const host = hostName(headers.host ?? "");
  if (!allowed.includes(host)) {
    return `The request names host "${host}", which is not this deployment's; open it by its own address`;
  }
  if (headers.origin === undefined) return undefined;
  const origin = URL.canParse(headers.origin) ? new URL(headers.origin).host : headers.origin;
  if (origin === headers.host) return undefined;
  return `The request comes from a page of "${headers.origin}", which is another site; Milepost answers only its own pages`;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}
