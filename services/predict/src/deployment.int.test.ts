import { expect, test } from "vitest";
import { openDeployment } from "./deployment.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";

const NOW = Date.parse("2014-10-01T04:00:00Z");

test("what is closed says nothing more: a job that outlives its service repeats nothing that its successor said", async () => {
  const under = await openTestDeployment(NOW, { start: false });
  const deployment = await openDeployment(under);
  const asOf = new Date(NOW).toISOString();
  const data = { alert: "a", goal: "g", asOf, outcome: "miss" } as const;
  const news = [{ type: "milepost.alert.closed.v1", id: "a-closed", key: "g", data }] as const;
  await deployment.append(news);
  await deployment.close();
  await expect(deployment.append(news)).rejects.toMatchObject({ code: "aborted" });
  expect(await under.events("assessments")).toHaveLength(1);
  await under.close();
});
