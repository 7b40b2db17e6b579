import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "./clock.ts";
import { readLink } from "./signed-link.ts";
import type { ReadLink } from "./signed-link.ts";

const KEY_BYTES = 32;
const LEAST_KEY_CHARACTERS = 32;
const OWNER_ONLY = 0o600;
/** File of the data folder. */
const KEPT_KEY = "link-key";

/** Settings of the links that messages carry, by the names of the environment. */
export const linkShape = {
  MILEPOST_PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: "give the address people open, such as https://milepost.example.org",
      abort: true,
    })
    // Messages carry it, and so do backups.
    .refine(isPlainAddress, {
      message: "takes no user, password, query or fragment, such as https://milepost.example.org",
    })
    .optional(),
  MILEPOST_LINK_KEY: z
    .string()
    .min(LEAST_KEY_CHARACTERS, `give at least ${LEAST_KEY_CHARACTERS} characters that nobody can guess`)
    .optional(),
} as const;

function isPlainAddress(address: string): boolean {
  const { username, password, search, hash } = new URL(address);
  return [username, password, search, hash].every((part) => part === "");
}

/** How links in messages are made and read. */
export interface LinkSettings {
  /** Where people open the pages, without a slash at its end. */
  readonly url: string;
  /** Signs links; undefined: links carry no token, and the page asks who somebody is. A function, so that no print shows it. */
  readonly key: () => string | undefined;
  /** Name of the setting or file that the key is in; null: there is none. */
  readonly signedBy: string | null;
}

/** Reads the tokens of links in messages; without a key none is valid. */
export function linkReader(
  { key }: Pick<LinkSettings, "key">,
  worldClock: Clock,
): (token: string) => ReadLink {
  return (token) => {
    const secret = key();
    return secret === undefined ? { ok: false, reason: "forged" } : readLink(secret, token, worldClock.now());
  };
}

interface LinkEnvironment {
  readonly MILEPOST_PUBLIC_URL?: string | undefined;
  readonly MILEPOST_LINK_KEY?: string | undefined;
}

/** What stands in for settings that are not given. */
export interface LinkDefaults {
  /** Where the front door listens. */
  readonly url: string;
  /** A key that the deployment keeps itself; absent: it has none. */
  readonly key?: () => string;
}

/** The settings under the names of the code. */
export function linkSettings(env: LinkEnvironment, defaults: LinkDefaults): LinkSettings {
  const { MILEPOST_PUBLIC_URL: url = defaults.url, MILEPOST_LINK_KEY: key } = env;
  const kept = defaults.key === undefined ? null : KEPT_KEY;
  return {
    url: url.replace(/\/+$/, ""),
    key: () => key ?? defaults.key?.(),
    signedBy: key === undefined ? kept : "MILEPOST_LINK_KEY",
  };
}

/** The key that signs links, made once in the data folder, so that links outlive a restart. */
export function keptLinkKey(dataDir: string): string {
  const file = join(dataDir, KEPT_KEY);
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(KEY_BYTES).toString("base64url"), { mode: OWNER_ONLY });
  }
  return readFileSync(file, "utf8").trim();
}
