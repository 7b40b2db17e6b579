import type { EventOfType } from "@milepost/contracts";
import type { OwnerChange } from "./past-goal.ts";

/** When a goal had another owner than before, within a time (epoch milliseconds, its end included). */
export function ownerChanges(
  definitions: readonly EventOfType<"milepost.goal.defined.v1">[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly OwnerChange[] {
  return definitions.slice(1).flatMap((event, index) => {
    const before = definitions[index]?.data.definition.owner ?? "";
    const { owner } = event.data.definition;
    const at = Date.parse(event.recordedtime ?? event.time);
    if (owner === before || at < from || at > to) return [];
    return [{ event: event.id, at, from: before, to: owner }];
  });
}
