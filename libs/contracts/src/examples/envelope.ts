import type { EVENTS, EventOfType } from "../events/registry.ts";

/** Examples of some event types, by their names in the registry. */
export type Examples<Names extends keyof typeof EVENTS> = {
  readonly [Name in Names]: EventOfType<(typeof EVENTS)[Name]["type"]>;
};

/** The attributes that an event of the log carries beside its type and data. */
interface ExampleEnvelope {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: string;
  readonly actor: string;
  readonly causationid: string;
  readonly traceparent: string;
  readonly recordedtime: string;
}

/** The envelope of an example, all attributes filled in. */
export function exampleEnvelope(id: string, subject: string): ExampleEnvelope {
  return {
    specversion: "1.0",
    id,
    source: "//acme/milepost",
    subject,
    time: "2026-10-03T06:00:00.000Z",
    datacontenttype: "application/json",
    actor: "person:plant-lead",
    causationid: "01JF3Q8Z7C4S",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    recordedtime: "2026-10-03T06:00:00.412Z",
  };
}
