import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const CLI = join(import.meta.dirname, "..", "..", "libs", "cli", "src", "main.ts");
/** Nothing listens there; some other low ports fetch does not even try. */
export const NOWHERE = "http://127.0.0.1:2";

/** What `milepost doctor` says of one thing. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix?: string;
}

export interface Diagnosis {
  readonly code: number | null;
  readonly findings: readonly Finding[];
  /** Those that are not as they must be. */
  readonly wrong: readonly Finding[];
}

/** Runs `milepost doctor` with these settings, where no Milepost runs. */
export async function doctor(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Diagnosis> {
  const { code, said } = await milepost(["--json", "--url", NOWHERE, "doctor", ...args], env);
  const { findings } = JSON.parse(said) as { readonly findings: readonly Finding[] };
  return { code, findings, wrong: findings.filter(({ ok }) => !ok) };
}

/** Runs any command; resolves with what it printed. */
export async function milepost(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
  const said = await text(child.stdout);
  return { code: await exited, said };
}
