import type { AlertActionsRow } from "@milepost/store/queries/alert-actions";
import { counted } from "./numbers.ts";
import { shareText } from "./scores.ts";

/** How many alerts led to action, in a sentence, and what follows where they are too few; null: none has come so far. */
export function actionsText(row: AlertActionsRow | undefined): string | null {
  if (row === undefined) return null;
  const { alerts, acted, share, retire } = row;
  const led = `${acted} of ${counted(alerts, "alert")} led to action`;
  if (share === null) return `${led}: too few alerts to say more`;
  if (!retire) return `${led} (${shareText(share)})`;
  return `${led} (${shareText(share)}), fewer than 40\u00a0%: raise fewer by a lower raiseBelow or more periods, or retire the rule`;
}
