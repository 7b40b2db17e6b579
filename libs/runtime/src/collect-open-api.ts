import fastifySwagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

/** What the document says besides what the routes say of themselves. */
export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly examples: ApiExamples;
}

export interface ApiExamples {
  /** A response by method, path and status, such as `GET /v1/kpis 200`. */
  readonly responses: Readonly<Record<string, unknown>>;
  readonly problem: unknown;
}

/** Collects the routes that are registered from now on for `app.swagger()`, an OpenAPI 3.1 document. */
export async function collectOpenApi(app: FastifyInstance, api: ApiDescription): Promise<void> {
  const { title, version, description, examples } = api;
  await app.register(fastifySwagger, {
    openapi: { openapi: "3.1.0", info: { title, version, description }, servers: [{ url: "/" }] },
    transform: jsonSchemaTransform,
    transformObject: (made) => finishOpenApi(made, examples),
  });
}

/** `/openapi.json`. */
export function registerOpenApi(app: FastifyInstance, document: () => unknown): void {
  app.get("/openapi.json", { schema: { hide: true } }, () => document());
}

/** One operation of an OpenAPI document, as far as it is finished here. */
interface Operation {
  operationId?: string;
  tags?: string[];
  responses: Record<string, Response>;
}

interface Response {
  description: string;
  content?: Record<string, { readonly schema?: { readonly $ref?: string }; readonly example?: unknown }>;
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const PROBLEM_REF = "#/components/schemas/Problem";
const PROBLEM_TYPE = "application/problem+json";
/** Schemas of what refuses. */
const REFUSALS: ReadonlySet<string | undefined> = new Set([
  PROBLEM_REF,
  "#/components/schemas/EventsRefused",
]);

const WORDS: Readonly<Record<string, string>> = {
  200: "Done",
  201: "Created",
  202: "Accepted",
  207: "Some were accepted and some rejected; each says which",
  400: "The request cannot be read",
  422: "It was read, and something in it does not fit",
  503: "Not ready",
  "4XX": "Refused, with the reason and the fix",
};

/** Finishes the document that the routes make: a name and a group for each operation, and the problem it may answer with. */
function finishOpenApi(
  made: Parameters<typeof jsonSchemaTransformObject>[0],
  examples: ApiExamples,
): Document {
  const document = jsonSchemaTransformObject(made);
  const { paths } = document as unknown as { readonly paths?: Paths };
  for (const [path, operations] of Object.entries(paths ?? {})) {
    for (const [method, operation] of Object.entries(operations))
      finishOperation(operation, { method, path, examples });
  }
  return document;
}

interface Place {
  readonly method: string;
  readonly path: string;
  readonly examples: ApiExamples;
}

function finishOperation(operation: Operation, { method, path, examples }: Place): void {
  operation.operationId = operationId(method, path);
  operation.tags ??= [path.split("/")[2] ?? "operations"];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === "Default Response") response.description = WORDS[status] ?? "Done";
    const body = response.content?.["application/json"];
    if (body !== undefined) {
      const example = examples.responses[`${method.toUpperCase()} ${path} ${status}`];
      const type = REFUSALS.has(body.schema?.$ref) ? PROBLEM_TYPE : "application/json";
      response.content = { [type]: example === undefined ? body : { ...body, example } };
    }
  }
  if (!path.startsWith("/v1/")) return;
  operation.responses["default"] = {
    description: "Refused or failed: RFC 9457 problem details",
    content: { [PROBLEM_TYPE]: { schema: { $ref: PROBLEM_REF }, example: examples.problem } },
  };
}

/** `GET /v1/kpis/{kpi}/observations` is `getKpisByKpiObservations`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/v1/, "")
    .split(/[/.-]/)
    .map((part) => part.replace(/^\{(.+)\}$/, "by-$1"))
    .flatMap((part) => part.split("-"));
  return [method, ...words.filter((word) => word !== "").map(capitalised)].join("");
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
