import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone when `remove` was called; its path holds no links. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "milepost-test-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
