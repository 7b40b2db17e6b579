import type { FastifyInstance } from "fastify";

/** A request whose body is not there after this time is cut off. */
const REQUEST_TIMEOUT_MS = 60_000;
/** The same of its headers. */
export const HEADERS_TIMEOUT_MS = 60_000;

/** Config of a route whose body may take as long as it goes on coming: then only silence cuts it off. */
export const UPLOAD = { upload: true } as const;

interface RouteConfig {
  readonly upload?: boolean;
}

/** Bounds how long a request's body may take; Node knows one bound for a whole server, and an upload needs another. */
export function limitRequests(app: FastifyInstance, timeoutMs: number = REQUEST_TIMEOUT_MS): void {
  app.addHook("onRequest", async ({ raw, routeOptions }) => {
    if (raw.complete || (routeOptions.config as RouteConfig).upload === true) return;
    const timer = setTimeout(() => {
      if (!raw.complete) raw.destroy();
    }, timeoutMs).unref();
    raw.once("close", () => clearTimeout(timer));
    raw.once("end", () => clearTimeout(timer));
  });
}
