import { decimalProblem, plainDecimal } from "@milepost/contracts";
import type { LastKnown } from "./last-values.ts";

/** Values that count under members which only look like others. */
export interface Twins {
  take(key: string, known: LastKnown): void;
  /** The key of a value that counts beside a key's; undefined: there is none. */
  of(key: string): string | undefined;
}

/**
 * Finds the value that counts under a member which only looks like that of a key: taken in before members had one form, as
 * another writing of Unicode, or (of a source whose members are numbers) as `7.0`. Both would be added to the total.
 */
export function openTwins({ areNumbers }: { readonly areNumbers: boolean }): Twins {
  const twins = new Map<string, string>();
  return {
    take: (key, { counting }) => {
      if (counting === undefined || counting.value === null) return;
      const plain = withPlainMembers(key, areNumbers);
      if (plain !== key) twins.set(plain, key);
    },
    of: (key) => twins.get(key),
  };
}

/** KPI, series, period and kind stand between slashes; only members may hold some, too. */
function withPlainMembers(key: string, areNumbers: boolean): string {
  const from = key.indexOf("/") + 1;
  const to = key.lastIndexOf("/", key.lastIndexOf("/") - 1);
  const plain = key.slice(from, to).normalize("NFC");
  return key.slice(0, from) + (areNumbers ? plain.replaceAll(MEMBER, plainNumber) : plain) + key.slice(to);
}

const MEMBER = /(?<==)[^,]+/g;

function plainNumber(member: string): string {
  return decimalProblem(member) === undefined ? plainDecimal(member) : member;
}
