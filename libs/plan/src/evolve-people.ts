import type { MilepostEvent } from "@milepost/contracts";
import type { People } from "./plan-state.ts";

/** Folds events of the people topic into who is who; events of other types change nothing. */
export function evolvePeople(people: People, events: readonly MilepostEvent[]): People {
  let next: Map<string, { name: string; email: string }> | undefined;
  for (const event of events) {
    if (event.type === "milepost.person.recorded.v1") {
      next ??= new Map(people);
      next.set(event.data.person, { name: event.data.name, email: event.data.email });
    } else if (event.type === "milepost.person.erased.v1") {
      next ??= new Map(people);
      next.delete(event.data.person);
    }
  }
  return next ?? people;
}
