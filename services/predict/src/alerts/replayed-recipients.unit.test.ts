import { recipientSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { ReplayedAlert } from "./replay-alerts.ts";
import { replayedRecipients } from "./replayed-recipients.ts";

const alert = (owner: string, endsOn: string): ReplayedAlert => ({
  goal: `${owner}-${endsOn}`,
  owner,
  period: endsOn.slice(0, 7),
  endsOn,
  periodsLeft: 3,
  clearedPeriod: null,
  clearedLeft: null,
  outcome: null,
});
const recipients = (definitions: Readonly<Record<string, object>>) =>
  new Map(
    Object.entries(definitions).map(([id, one]) => [id, { definition: recipientSchema.parse(one) }] as const),
  );
const nobody = (person: string): string => person;

test("what comes up on one day comes together, and each month counts by itself", () => {
  const sent = [alert("ann", "2014-01-31"), alert("ann", "2014-01-31"), alert("ann", "2014-02-28")];
  expect(replayedRecipients(sent, recipients({ default: { channels: ["mail"] } }), nobody)).toEqual([
    { person: "ann", month: "2014-01", alerts: 2, messages: 1, inDigest: 0 },
    { person: "ann", month: "2014-02", alerts: 1, messages: 1, inDigest: 0 },
  ]);
});

test("beyond the week's budget alerts come with the next week's digest; without channels the page alone tells them", () => {
  // Monday to Wednesday of one week, and the Monday after.
  const days = ["2014-03-03", "2014-03-04", "2014-03-05", "2014-03-10"];
  const sent = days.flatMap((day) => [alert("ann", day), alert("bob", day)]);
  const own = { ann: { channels: ["mail"], perWeek: 2 }, bob: { channels: [] } };
  expect(replayedRecipients(sent, recipients(own), nobody)).toEqual([
    { person: "ann", month: "2014-03", alerts: 4, messages: 3, inDigest: 1 },
    { person: "bob", month: "2014-03", alerts: 4, messages: 0, inDigest: 0 },
  ]);
});

test("whoever followed somebody who left is told in their place", () => {
  const told = replayedRecipients([alert("ann", "2014-01-31")], recipients({}), () => "bob");
  expect(told).toEqual([{ person: "bob", month: "2014-01", alerts: 1, messages: 0, inDigest: 0 }]);
});
