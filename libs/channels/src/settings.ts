import type { SecretSource } from "./index.ts";
import { secretNames, secretSource } from "./secrets.ts";
import { z } from "zod";

/** Settings of channels, by the names of the environment; secrets are `MILEPOST_SECRET_<NAME>`. */
export const channelShape = {
  /** Folder whose files are the secrets that plans name with `file:`. */
  MILEPOST_SECRETS: z.string().min(1).optional(),
  /** `1`: webhooks may point into the deployment's own network. */
  MILEPOST_WEBHOOKS_INSIDE: z.enum(["0", "1"]).default("0"),
} as const;

/** What a deployment says of its channels. */
export interface ChannelSettings {
  /** A function, so that no print of the settings shows a secret. */
  readonly secrets: SecretSource;
  /** What plans may name of them, as far as the environment goes: `env:NAME`. */
  readonly secretNames: readonly string[];
  /** Folder of those that are files; null: there is none. */
  readonly secretFolder: string | null;
  readonly allowPrivate: boolean;
}

interface ChannelEnvironment {
  readonly [name: string]: unknown;
  readonly MILEPOST_SECRETS?: string | undefined;
  readonly MILEPOST_WEBHOOKS_INSIDE: "0" | "1";
}

/** The settings under the names of the code. */
export function channelSettings(env: ChannelEnvironment): ChannelSettings {
  const { MILEPOST_SECRETS: folder, MILEPOST_WEBHOOKS_INSIDE: inside } = env;
  return {
    secrets: secretSource(env, folder),
    secretNames: secretNames(env),
    secretFolder: folder ?? null,
    allowPrivate: inside === "1",
  };
}
