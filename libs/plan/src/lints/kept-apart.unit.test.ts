import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";

interface Parts {
  readonly kpi?: object;
  readonly connectors: Readonly<Record<string, object>>;
}

const kpi = { name: "K", unit: "count", direction: "increase", behaviour: "flow", grain: "month" };
const file = {
  kind: "file",
  path: "f.csv",
  kpi: "sales",
  period: { column: "month", grain: "month" },
  measures: [{ column: "value" }],
};

function lintsOf({ kpi: more = {}, connectors }: Parts): readonly string[] {
  const parsed = parsePlan(
    JSON.stringify({
      apiVersion: "milepost/v1",
      calendars: { default: { kind: "gregorian", timeZone: "Europe/Berlin" } },
      kpis: { sales: { ...kpi, ...more } },
      connectors: Object.fromEntries(
        Object.entries(connectors).map(([id, change]) => [id, { ...file, ...change }]),
      ),
    }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.lints.map(({ severity, code, field, message }) => `${severity} ${code} ${field} ${message}`);
}

test("a KPI that two connectors feed is told of: only one of them counts", () => {
  const planned = { measures: [{ column: "plan", kind: "planned" }] };
  for (const two of [{}, planned, { kpi: { column: "kpi", map: { S: "sales" } } }]) {
    const [lint, ...others] = lintsOf({ connectors: { one: {}, two } });
    expect(others).toEqual([]);
    expect(lint).toContain("warning several_sources connectors.two.kpi");
    expect(lint).toContain(`"sales" is fed by "one" and "two"`);
  }
  expect(lintsOf({ connectors: { one: {}, two: {}, three: {} } })[0]).toContain('"one", "two" and "three"');
});

test("connectors of a KPI whose source is another one are told of, one by one", () => {
  const source = "//milepost/connectors/two";
  const [lint, ...others] = lintsOf({ kpi: { source }, connectors: { one: {}, two: {} } });
  expect(others).toEqual([]);
  expect(lint).toContain("warning not_the_source connectors.one.kpi");
  expect(lint).toContain(source);
});

test("one connector of a KPI, several measures of one, and files that name members are no concern of that", () => {
  const both = { measures: [{ column: "value" }, { column: "plan", kind: "planned" }] };
  expect(lintsOf({ connectors: { one: both } })).toEqual([]);
  const members = { dimensions: { plant: "plant" } };
  const dimensioned = { dimensions: ["plant"], total: "derived" };
  expect(lintsOf({ kpi: dimensioned, connectors: { one: members, two: members } })).toEqual([]);
});

test("of a KPI whose values rows make, plans may come from a connector, and what happened may not", () => {
  const binding = {
    stream: "deals",
    time: { field: "closed" },
    measure: { agg: "count" },
  };
  const planned = { measures: [{ column: "plan", kind: "planned" }] };
  expect(lintsOf({ kpi: { binding }, connectors: { one: planned } })).toEqual([]);
  const [lint] = lintsOf({ kpi: { binding }, connectors: { one: {} } });
  expect(lint).toContain("not_the_source");
  expect(lint).toContain("binding");
});
