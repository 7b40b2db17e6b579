import type { FastifyInstance } from "fastify";

/** Remembers the routes that are registered from now on; gives the methods that an address takes, none when it is unknown. */
export function rememberRoutes(app: FastifyInstance): (url: string) => readonly string[] {
  const routes: { readonly methods: readonly string[]; readonly pattern: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    // What takes every address does not make one known.
    if (url !== "/*") routes.push({ methods: [method].flat(), pattern: patternOf(url) });
  });
  return (url) => {
    const path = url.split("?")[0] ?? url;
    const there = routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(there)].toSorted();
  };
}

/** A route's address (`/kpis/:kpi`) as a pattern of the addresses that it serves. */
function patternOf(url: string): RegExp {
  const literal = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll(/:\w+/g, "[^/]+")}$`);
}
