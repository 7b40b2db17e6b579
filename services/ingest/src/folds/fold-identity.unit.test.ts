import { expect, it } from "vitest";
import { covers, foldIdsOf } from "./fold-identity.ts";

const partitions = {
  observations: 4,
  records: 2,
  strategy: 1,
  assessments: 1,
  runs: 1,
  people: 1,
  "dead-letters": 1,
};
const ids = foldIdsOf({ generation: 3, partitions });
const name = {
  kpi: "a-fold-of-b",
  definition: "3fa2b1c49d1e",
  at: Date.parse("2026-10-03T06:00:00.412Z"),
  position: { "records/0": 7, "records/1": 118 },
};

it("a fold's id says up to where it took the records in, to whoever folds by the same definition in the same log", () => {
  const fold = ids.of(name);
  expect(fold).toBe("a-fold-of-b-fold-g3.7.118-murzg0bg-3fa2b1c4");
  expect(ids.positionOf(fold, name.definition)).toEqual(name.position);
});

it("says nothing to another definition, generation or number of partitions, and of another source's run", () => {
  const fold = ids.of(name);
  expect(ids.positionOf(fold, "ffffffffffff")).toBeUndefined();
  expect(foldIdsOf({ generation: 4, partitions }).positionOf(fold, name.definition)).toBeUndefined();
  const wider = foldIdsOf({ generation: 3, partitions: { ...partitions, records: 4 } });
  expect(wider.positionOf(fold, name.definition)).toBeUndefined();
  expect(ids.positionOf("erp-run-17", name.definition)).toBeUndefined();
  expect(ids.positionOf("", name.definition)).toBeUndefined();
});

it("a position covers another one when nothing of that lies behind it", () => {
  expect(covers(name.position, {})).toBe(true);
  expect(covers(name.position, { "records/0": 7 })).toBe(true);
  expect(covers(name.position, { "records/0": 7, "records/1": 119 })).toBe(false);
  expect(covers({}, { "records/0": 1 })).toBe(false);
});
