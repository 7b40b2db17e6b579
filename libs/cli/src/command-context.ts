import type { ApiClient } from "./api-client.ts";
import type { ExitCode } from "./exit-code.ts";
import type { CliSurroundings } from "./surroundings.ts";
import type { Column } from "./table.ts";
import { table } from "./table.ts";

/** What every command gets. */
export interface CommandContext {
  readonly api: ApiClient;
  readonly surroundings: CliSurroundings;
  /** Prints for a program (`--json`) or for a person. */
  readonly show: (body: unknown, forPeople: () => string) => void;
  /** Says on stderr what is going on. */
  readonly say: (text: string) => void;
  /** What the process will end with, unless something fails. */
  readonly endWith: (code: ExitCode) => void;
}

/** A table, or a sentence when there is nothing to show. */
export function tableOr<Row>(rows: readonly Row[], columns: readonly Column<Row>[], nothing: string): string {
  return rows.length === 0 ? nothing : table(rows, columns);
}
