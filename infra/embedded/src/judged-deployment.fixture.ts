import type { MilepostEvent } from "@milepost/contracts";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { expect } from "vitest";
import { setClock } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

/** Values by month. */
type Values = readonly (readonly [string, number])[];

/** Months of one KPI and the deployment's clock, moved by a test. */
export interface MovedDeployment {
  /** Values of a KPI that stand in the log from now on. */
  push(kpi: string, values: Values): Promise<void>;
  /** Lets the clock stand at an instant at which values of KPIs arrive, and does what is due then. */
  at(now: string, values?: Readonly<Record<string, Values>>): Promise<void>;
  /** The log's events of some types, in its order. */
  events(topic: "strategy" | "assessments", type: string): Promise<readonly MilepostEvent[]>;
  /** A page's text, white space made one space. */
  pageOf(path: string): Promise<string>;
}

/** The labels of months, both ends among them. */
export function monthsOf(first: string, last: string): readonly string[] {
  const month = (label: string): Period => parsePeriod(label, "month") as Period;
  return periodsBetween(month(first), month(last)).map(({ label }) => label);
}

/** What a test moves in a deployment. */
export function moved(under: DeploymentUnderTest): MovedDeployment {
  return {
    push: (kpi, values) => push(under, kpi, values),
    at: (now, values) => at(under, now, values),
    events: (topic, type) => eventsOf(under, topic, type),
    pageOf: async (path) => {
      const page = await under.app.inject({ url: path, headers: { host: "localhost" } });
      expect(page.statusCode).toBe(200);
      return page.body.replaceAll(/\s+/g, " ");
    },
  };
}

async function push(under: DeploymentUnderTest, kpi: string, values: Values): Promise<void> {
  const events = values.map(([period, value]) => {
    const end = new Date(periodEndsAt(parsePeriod(period, "month") as Period, "UTC")).toISOString();
    const data = { kpi, series: {}, period, kind: "actual", value: String(value), knownAt: end };
    return {
      specversion: "1.0",
      id: `${kpi}-${period}`,
      source: "//test",
      type: "milepost.observation.recorded.v1",
      time: end,
      data: { ...data, completeness: "complete" },
    };
  });
  expect((await under.call("POST /v1/events", events)).body).toMatchObject({ rejected: 0 });
}

async function at(
  under: DeploymentUnderTest,
  now: string,
  values: Readonly<Record<string, Values>> = {},
): Promise<void> {
  const { predict } = under.embedded;
  await setClock(under, now);
  for (const [kpi, own] of Object.entries(values)) await push(under, kpi, own);
  await predict.assessNow();
  await under.caughtUp();
}

async function eventsOf(
  { embedded }: DeploymentUnderTest,
  topic: "strategy" | "assessments",
  type: string,
): Promise<readonly MilepostEvent[]> {
  const found: MilepostEvent[] = [];
  const whole = { topic, partition: 0, from: 0, to: Number.MAX_SAFE_INTEGER } as const;
  for await (const batch of embedded.log.read(whole))
    for (const { value } of batch)
      if ((value as MilepostEvent).type === type) found.push(value as MilepostEvent);
  return found;
}
