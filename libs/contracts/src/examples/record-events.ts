import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

/** Examples of rows that were captured, and of their folds. */
export const RECORD_EXAMPLES: Examples<"recordCaptured" | "foldStarted" | "foldCompleted"> = {
  recordCaptured: {
    ...exampleEnvelope("erp-scrap-4711-3", "erp:scrap/4711"),
    type: "milepost.record.captured.v1",
    data: {
      stream: "erp:scrap",
      key: "4711",
      fields: { cost: "118.5", currency: "EUR", booked_on: "2026-09-03", reworked: false, works: "ulm" },
      judged: { rules: "1" },
    },
  },
  foldStarted: {
    ...exampleEnvelope("01JF3Q8Z7C5D", "folds"),
    type: "milepost.fold.started.v1",
    data: { position: { "records/0": 118 }, streams: ["erp:scrap"] },
  },
  foldCompleted: {
    ...exampleEnvelope("scrap-cost-fold-g1.118-murzg0bg-3fa2b1c4", "scrap-cost"),
    type: "milepost.fold.completed.v1",
    data: {
      fold: "scrap-cost-fold-g1.118-murzg0bg-3fa2b1c4",
      kpi: "scrap-cost",
      stream: "erp:scrap",
      definition: "3fa2b1c49d1e",
      position: { "records/0": 118 },
      at: "2026-10-03T06:00:00.412Z",
      period: "2026-10",
      whole: false,
      rowsRead: 37,
      periods: 2,
      observationsAppended: 1,
      problemCount: 1,
      problems: [
        {
          key: "4699",
          field: "currency",
          code: "currency_mismatch",
          message: 'the row is in "USD", the KPI in EUR',
        },
      ],
    },
  },
};
