import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference, unknownTimeZone } from "./finding.ts";

/** Speaks for every person without an entry of their own. */
const EVERYBODY_ELSE = "default";

/** Channels whose owner nobody knows. */
export function channelFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.channels).flatMap(([id, { owner }]) =>
    unknownReference(shape, "people", { id: owner, path: ["channels", id, "owner"] }),
  );
}

/** Recipients that are no people, channels that are not defined, quiet hours that never begin, successors who lead nowhere. */
export function recipientFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.recipients).flatMap(([id, { channels, timeZone, quietHours }]) => {
    const path = ["recipients", id];
    const person = id === EVERYBODY_ELSE ? undefined : id;
    return [
      ...unknownReference(shape, "people", { id: person, path }),
      ...channels.flatMap((channel, index) =>
        unknownReference(shape, "channels", { id: channel, path: [...path, "channels", String(index)] }),
      ),
      ...successorFindings(id, shape),
      ...unknownTimeZone(timeZone, [...path, "timeZone"]),
      ...(quietHours !== undefined && quietHours.from === quietHours.to
        ? [neverQuiet([...path, "quietHours", "to"], quietHours.to)]
        : []),
    ];
  });
}

function successorFindings(id: string, shape: PlanShape): readonly Finding[] {
  const { recipients } = shape.plan;
  const successor = recipients[id]?.successor;
  if (successor === undefined) return [];
  const path = ["recipients", id, "successor"];
  if (id === EVERYBODY_ELSE) {
    const message = "a successor follows one person, not everybody without an entry";
    return [{ path, code: "successor_of_nobody", message, fix: "give the person who left an entry" }];
  }
  if (!leadsBack(id, recipients)) return unknownReference(shape, "people", { id: successor, path });
  const message = `whoever follows "${id}" leads back to "${id}": nobody would get the alerts`;
  return [{ path, code: "cycle", message, fix: "let it end at a person who is still there" }];
}

function leadsBack(person: string, recipients: PlanShape["plan"]["recipients"]): boolean {
  const seen = new Set<string>();
  let next = recipients[person]?.successor;
  while (next !== undefined && !seen.has(next)) {
    if (next === person) return true;
    seen.add(next);
    next = recipients[next]?.successor;
  }
  return false;
}

function neverQuiet(path: Finding["path"], at: string): Finding {
  const message = `quiet hours begin and end at ${at}: nobody can tell whether that is never or always`;
  return { path, code: "empty_quiet_hours", message, fix: "give two times of day, or remove quietHours" };
}
