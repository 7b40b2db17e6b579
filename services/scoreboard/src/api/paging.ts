import { MilepostError } from "@milepost/runtime";
import { z } from "zod";

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1_000;

/** Query fields of every list. */
export const pagingFields = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .describe("Items on a page, at most"),
  cursor: z.string().optional().describe("`next` of the page before; without it: the first page"),
} as const;

export interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of a list; `next` is null on the last one. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** The schema of a list of items, named for the API's description. */
export function listSchema<Item extends z.ZodType>(
  item: Item,
  id: string,
): z.ZodType<Listed<z.output<Item>>> {
  return z.object({ items: z.array(item), next: z.string().nullable() }).meta({ id }) as unknown as z.ZodType<
    Listed<z.output<Item>>
  >;
}

/** Cuts the asked page out of rows whose keys ascend or at least stay; a row's key is its cursor. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: Paging,
): Listed<Item> {
  const from = cursor === undefined ? 0 : placeOf(cursor, items, keyOf) + 1;
  const page = items.slice(from, from + limit);
  const last = page.at(-1);
  return { items: page, next: last === undefined || from + limit >= items.length ? null : keyOf(last) };
}

/** Beginning anew at a cursor that is not there would repeat items, over and over. */
function placeOf<Item>(cursor: string, items: readonly Item[], keyOf: (item: Item) => string): number {
  const place = items.findIndex((item) => keyOf(item) === cursor);
  return place === -1 ? unknownCursor(cursor) : place;
}

/** Fails: no item of the list has this cursor. */
export function unknownCursor(cursor: string): never {
  const problem = {
    field: "querystring.cursor",
    code: "unknown_cursor",
    message: `"${cursor}" is no item of this list`,
    fix: "send `next` of the page before with the same filters, or begin again without cursor",
  };
  throw new MilepostError("invalid_input", "The cursor is not of this list", {
    details: { problems: [problem] },
  });
}
