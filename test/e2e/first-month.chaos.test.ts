import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import { expect, it } from "vitest";

it("a month that is asked for right after the first start still shows which alerts it changed", async () => {
  const folder = temporaryFolder();
  const milepost = await startMilepost({ dataDir: folder.path });
  const answer = await fetch(`${milepost.url}/v1/demo/months`, { method: "POST" });
  const month = (await answer.json()) as { alertsRaised: number; alertsCleared: number };
  expect(month.alertsRaised + month.alertsCleared).toBeGreaterThan(0);
  const alerts = (await (await fetch(`${milepost.url}/v1/alerts?limit=1`)).json()) as { items: unknown[] };
  expect(alerts.items).toHaveLength(1);
  await milepost.stop();
  folder.remove();
});
