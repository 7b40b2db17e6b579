import type { EventType } from "./events/registry.ts";

/** A field of an event that says where something stands in the log. */
export interface PlaceField {
  readonly path: readonly string[];
  /**
   * `position`: first unread offset by `<topic>/<partition>`; `place`: an object's members `topic`, `partition` and
   * `offset`; `id`: a place as text, such as `observations-2-118`.
   */
  readonly holds: "position" | "place" | "id";
}

const POSITION: readonly PlaceField[] = [{ path: ["data", "inputsPosition"], holds: "position" }];
const FOLDED: readonly PlaceField[] = [{ path: ["data", "position"], holds: "position" }];
const LETTER: readonly PlaceField[] = [
  { path: ["subject"], holds: "id" },
  { path: ["data"], holds: "place" },
];

/**
 * Which fields of which events say where something stands. A log that is copied to other offsets must have them
 * translated; everything else of an event is the same wherever it stands.
 */
export const PLACES_IN_EVENTS: ReadonlyMap<EventType, readonly PlaceField[]> = new Map([
  ["milepost.assessment.made.v1", POSITION],
  ["milepost.forecaster.learned.v1", POSITION],
  ["milepost.goal.closed.v1", POSITION],
  [
    "milepost.alert.raised.v1",
    [...POSITION, { path: ["data", "content", "inputsPosition"], holds: "position" }],
  ],
  ["milepost.lead.tested.v1", POSITION],
  ["milepost.options.weighed.v1", POSITION],
  ["milepost.goal.stale.v1", POSITION],
  ["milepost.fold.started.v1", FOLDED],
  ["milepost.fold.completed.v1", FOLDED],
  ["milepost.dead-letter.recorded.v1", LETTER],
  ["milepost.dead-letter.resolved.v1", [...LETTER, { path: ["data", "replacement"], holds: "place" }]],
]);

/** In events of every type: the dead letter that a replayed record stands for. */
export const PLACE_IN_ALL_EVENTS: PlaceField = { path: ["causationid"], holds: "id" };
