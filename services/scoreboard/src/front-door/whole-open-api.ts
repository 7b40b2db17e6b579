import { OWNERS } from "./owners.ts";
import type { Owner, OwnerUrls } from "./owners.ts";

const ANSWER_LIMIT_MS = 2_000;

/** An OpenAPI document, as far as it is put together here. */
export interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
  readonly [member: string]: unknown;
}

/** Puts the services' documents together with one's own; what a service said last stands while it is away. */
export function wholeOpenApi(urls: OwnerUrls): (own: OpenApi) => Promise<OpenApi> {
  const known = new Map<Owner, OpenApi>();
  const look = async (owner: Owner): Promise<void> => {
    try {
      const answer = await fetch(`${urls[owner]}/openapi.json`, {
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      if (answer.ok) known.set(owner, (await answer.json()) as OpenApi);
    } catch {
      // Its routes are missing then, and the document says so.
    }
  };
  return async (own) => {
    await Promise.all(OWNERS.map(look));
    const missing = OWNERS.filter((owner) => !known.has(owner));
    const whole = [...known.values()].reduce(together, own);
    return missing.length === 0 ? whole : { ...whole, "x-milepost-missing": missing };
  };
}

/** The first document with the second's API; every process has operations of its own. */
function together(first: OpenApi, second: OpenApi): OpenApi {
  const paths = { ...first.paths };
  for (const [path, operations] of Object.entries(second.paths ?? {})) {
    if (path.startsWith("/v1/")) paths[path] = { ...operations, ...paths[path] };
  }
  const schemas = { ...second.components?.schemas, ...first.components?.schemas };
  return { ...first, paths, components: { ...first.components, schemas } };
}
