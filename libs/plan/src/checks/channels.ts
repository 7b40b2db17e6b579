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

/** Recipients that are no people, channels that are not defined, and quiet hours that never begin. */
export function recipientFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.recipients).flatMap(
    ([id, { channels, timeZone, quietHours, successor }]) => {
      const path = ["recipients", id];
      const person = id === EVERYBODY_ELSE ? undefined : id;
      return [
        ...unknownReference(shape, "people", { id: person, path }),
        ...channels.flatMap((channel, index) =>
          unknownReference(shape, "channels", { id: channel, path: [...path, "channels", String(index)] }),
        ),
        ...unknownReference(shape, "people", { id: successor, path: [...path, "successor"] }),
        ...unknownTimeZone(timeZone, [...path, "timeZone"]),
        ...(quietHours !== undefined && quietHours.from === quietHours.to
          ? [neverQuiet([...path, "quietHours", "to"], quietHours.to)]
          : []),
      ];
    },
  );
}

function neverQuiet(path: Finding["path"], at: string): Finding {
  const message = `quiet hours begin and end at ${at}: nobody can tell whether that is never or always`;
  return { path, code: "empty_quiet_hours", message, fix: "give two times of day, or remove quietHours" };
}
