import type { LastKnown } from "./last-values.ts";

/** A number as a member, which files of JSON used to be read with. */
const WITH_ZEROS = /(=\d+)\.0+(?=[,/])/g;

/** Values that count under members which only look like others. */
export interface Twins {
  take(key: string, known: LastKnown): void;
  /** The key of a value that counts beside a key's; undefined: there is none. */
  of(key: string): string | undefined;
}

/**
 * Finds the value that counts under a member which only looks like that of a key: taken in before members had one form, as
 * another writing of Unicode or as `7.0`. Both would be added to the total.
 */
export function openTwins(): Twins {
  const twins = new Map<string, string>();
  return {
    take: (key, { counting }) => {
      const plain = key.normalize("NFC").replace(WITH_ZEROS, "$1");
      if (plain !== key && counting !== undefined && counting.value !== null) twins.set(plain, key);
    },
    of: (key) => twins.get(key),
  };
}
