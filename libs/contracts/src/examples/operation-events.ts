import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

/** Examples of the runs, people and dead-letters topics. */
export const OPERATION_EXAMPLES: Examples<
  | "runCompleted"
  | "personRecorded"
  | "noteRecorded"
  | "personErased"
  | "deadLetterRecorded"
  | "deadLetterResolved"
> = {
  runCompleted: {
    ...exampleEnvelope("run-erp-17", "erp"),
    type: "milepost.run.completed.v1",
    data: {
      run: "erp-17",
      connector: "erp",
      mode: "pull",
      status: "failed",
      startedAt: "2026-10-03T06:00:00.000Z",
      finishedAt: "2026-10-03T06:00:01.250Z",
      rowsRead: 36,
      observationsAppended: 1,
      unchanged: 33,
      empty: 1,
      notYetPublished: 0,
      problemCount: 1,
      problems: [{ line: 37, column: "on_time", code: "invalid_number", message: '"n/a" is no number' }],
      failure: {
        code: "source_unavailable",
        message: "the file vanished while it was read",
        retryable: true,
      },
    },
  },
  personRecorded: {
    ...exampleEnvelope("plan-9", "plant-lead"),
    type: "milepost.person.recorded.v1",
    data: { person: "plant-lead", name: "Plant lead", email: "plant.lead@example.org" },
  },
  noteRecorded: {
    ...exampleEnvelope("01JF3Q8Z7C5B", "01JF3Q8Z7C5A"),
    type: "milepost.note.recorded.v1",
    data: {
      about: "01JF3Q8Z7C5A",
      person: "plant-lead",
      text: "Second shift from 12 October; review on the 20th.",
    },
  },
  personErased: {
    ...exampleEnvelope("01JF3Q8Z7C5C", "plant-lead"),
    type: "milepost.person.erased.v1",
    data: { person: "plant-lead" },
  },
  deadLetterRecorded: {
    ...exampleEnvelope("dead-observations-0-811", "observations/0/811"),
    type: "milepost.dead-letter.recorded.v1",
    data: {
      topic: "observations",
      partition: 0,
      offset: 811,
      code: "invalid_event",
      reason: "data.value: Invalid input",
      payload: '{"specversion":"1.0"}',
      attempt: 1,
    },
  },
  deadLetterResolved: {
    ...exampleEnvelope("dead-observations-0-811-resolved", "observations-0-811"),
    type: "milepost.dead-letter.resolved.v1",
    data: {
      topic: "observations",
      partition: 0,
      offset: 811,
      resolution: "replayed",
      by: "plant-lead",
      reason: "the export wrote n/a for a number",
      replacement: { topic: "observations", partition: 0, offset: 954 },
    },
  },
};
