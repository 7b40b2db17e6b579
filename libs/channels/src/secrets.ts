import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SecretSource } from "./index.ts";

/** Only what is named like this can be reached from a plan: no other setting of the deployment. */
const PREFIX = "MILEPOST_SECRET_";
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/**
 * The secrets that plans may name: `env:NAME` is the setting `MILEPOST_SECRET_NAME`, `file:name` a file of one folder. Files
 * are read each time, so that a new secret holds without a restart.
 */
export function secretSource(
  environment: Readonly<Record<string, unknown>>,
  folder: string | undefined,
): SecretSource {
  const given = new Map(Object.entries(environment).filter(([name]) => name.startsWith(PREFIX)));
  return (reference) => {
    const [kind, name = ""] = reference.split(":");
    if (!NAME.test(name)) return undefined;
    if (kind === "env") {
      const value = given.get(PREFIX + name);
      return typeof value === "string" && value !== "" ? value : undefined;
    }
    return kind === "file" && folder !== undefined ? readSecret(join(folder, name)) : undefined;
  };
}

/** The secrets of the environment, as plans name them. */
export function secretNames(environment: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => `env:${name.slice(PREFIX.length)}`)
    .toSorted();
}

function readSecret(file: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8").trim();
    return text === "" ? undefined : text;
  } catch {
    return undefined;
  }
}
