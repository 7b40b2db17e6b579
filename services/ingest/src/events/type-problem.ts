import { eventDefinition } from "@milepost/contracts";
import type { FieldProblem } from "@milepost/contracts";

const TAKEN =
  "milepost.observation.recorded.v1, milepost.observation.retracted.v1, milepost.record.captured.v1 or milepost.external.reported.v1";

/** Why an event of this type is not taken from clients. */
export function typeProblem(candidate: unknown, type: unknown): FieldProblem {
  if (typeof candidate !== "object" || candidate === null || Array.isArray(candidate)) {
    const fix = "send a JSON object with specversion, id, source, type, time and data";
    return { field: "", code: "not_an_event", message: "this is no CloudEvent", fix };
  }
  if (type === undefined) return problem("missing", "`type` is missing", `send type ${TAKEN}`);
  const name = JSON.stringify(type);
  if (typeof type === "string" && eventDefinition(type) !== undefined) {
    const fix = `clients post ${TAKEN}; plans go to POST /v1/plans`;
    return problem("not_for_clients", `${name} is written by Milepost itself`, fix);
  }
  if (typeof type === "string" && !type.startsWith("milepost.")) {
    const message = `${name}: events of other systems are planned, and not taken yet`;
    return problem("not_taken_yet", message, `send type ${TAKEN}`);
  }
  return problem("unknown_type", `event type ${name} is not known`, `send type ${TAKEN}`);
}

function problem(code: string, message: string, fix: string): FieldProblem {
  return { field: "type", code, message, fix };
}
