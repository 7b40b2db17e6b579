import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "..", "..", "..");
/** Processes that are killed never leave anything in the cache: one that ends by itself has to fill it. */
const FILLED = new Map<string, Promise<unknown>>();

/** The setting with which a process finds its code compiled: half of a start's work is reading TypeScript. */
export const COMPILE_CACHE: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(tmpdir(), "milepost-chaos-compiled"),
};

/** Compiles what a program imports, once; `main` is its path below the repository. */
export function compileOnce(main: string): Promise<unknown> {
  const filled = FILLED.get(main) ?? compile(main);
  FILLED.set(main, filled);
  return filled;
}

async function compile(main: string): Promise<void> {
  const env = { ...process.env, ...COMPILE_CACHE };
  const adapters = ["--import", join(ROOT, "libs/deployment/src/load-adapters.fixture.ts")];
  const args = ["--disable-warning=ExperimentalWarning", ...adapters, join(ROOT, main), "--check-config"];
  // Without its settings a service ends with an error, which is as good.
  await promisify(execFile)(process.execPath, args, { env }).catch(() => undefined);
}
