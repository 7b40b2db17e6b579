import { z } from "zod";

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1_000;

/** Query fields of every list. */
export const pagingFields = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  /** `next` of the page before. */
  cursor: z.string().optional(),
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
  const from = cursor === undefined ? 0 : items.findIndex((item) => keyOf(item) === cursor) + 1;
  const page = items.slice(from, from + limit);
  const last = page.at(-1);
  return { items: page, next: last === undefined || from + limit >= items.length ? null : keyOf(last) };
}
