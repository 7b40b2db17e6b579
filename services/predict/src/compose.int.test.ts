import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { silentLogger } from "@milepost/runtime";
import type { Query } from "@milepost/store";
import { expect, test } from "vitest";
import { createPredict } from "./compose.ts";
import { demoPlan, demoValues } from "./testing/demo-values.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";

const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const AGENCY = "mnr-";

test("whatever predict asks the tables steps back for what somebody waits for", async () => {
  const deployment = await openTestDeployment(OCTOBER, { start: false });
  await deployment.apply(demoPlan(AGENCY));
  await deployment.push(demoValues("2014-09", AGENCY));
  const asked: { readonly name: string; readonly priority: unknown }[] = [];
  const query = <Row>(one: Query<Row>): Promise<readonly Row[]> => {
    asked.push({ name: one.name, priority: one.settings?.["priority"] });
    return deployment.store.query(one);
  };
  const jobs = openEmbeddedJobs({ logger: silentLogger() });
  const predict = createPredict({ ...deployment, jobs, store: { ...deployment.store, query } });
  await predict.assessNow();
  expect(asked.some(({ name }) => name === "series lists")).toBe(true);
  expect(asked.filter(({ priority }) => priority !== 2)).toEqual([]);
  await predict.close();
  await jobs.close();
  await deployment.close();
});
