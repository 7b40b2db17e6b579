import { MilepostError } from "@milepost/runtime";
import { chooseMoment, readAlert } from "../../reading/board.ts";
import type { PageParts } from "../page-parts.ts";

/** The goal that an alert is about: whoever holds a link to the alert speaks of no other one. */
export async function goalOf({ reading }: Pick<PageParts, "reading">, id: string): Promise<string> {
  const chosen = await chooseMoment(reading, undefined);
  const alert = chosen && (await readAlert(reading, id, chosen.moment));
  if (alert === undefined) throw new MilepostError("not_found", `There is no alert "${id}"`);
  return alert.goal;
}
