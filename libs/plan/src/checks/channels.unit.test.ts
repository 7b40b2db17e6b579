import { expect, it } from "vitest";
import { parsePlan } from "../parse-plan.ts";

const HEAD =
  "apiVersion: milepost/v1\npeople: { kim: { name: Kim, email: kim@example.org }, ann: { name: Ann, email: ann@example.org } }\n";

function problemsOf(text: string): readonly { field: string; code: string; fix: string | undefined }[] {
  const parsed = parsePlan(HEAD + text);
  return parsed.ok ? [] : parsed.problems.map(({ field, code, fix }) => ({ field, code, fix }));
}

it("a plan with channels of every kind and with recipients is taken", () => {
  expect(
    problemsOf(`
channels:
  mail: { kind: email, owner: kim, server: env:MAIL_SERVER, from: Milepost <milepost@example.org> }
  chat: { kind: slack, url: file:chat }
  board: { kind: teams, url: env:BOARD }
  desk: { kind: webhook, url: https://desk.example.org/hook, signing: env:DESK_KEY }
recipients:
  default: { channels: [mail] }
  kim: { channels: [chat, mail], timeZone: Europe/Berlin, quietHours: { from: "20:00", to: "07:00" }, perWeek: 8 }
`),
  ).toEqual([]);
});

it("every field that is wrong is named, with what to write instead", () => {
  const problems = problemsOf(`
channels:
  chat: { kind: slack, url: https://hooks.example.org/T/secret }
  board: { kind: slack, url: env:BOARD, owner: kin }
  desk: { kind: webhook, url: ftp://desk.example.org, signing: whsec_abc }
recipients:
  kin: { channels: [chet], quietHours: { from: "20:00", to: "20:00" } }
  kim: { channels: [chat], timeZone: Europe/Berln, successor: lee }
  ann: { channels: [chat], quietHours: { from: "8pm", to: "07:00" } }
`);
  const fields = problems.map(({ field }) => field).toSorted();
  for (const field of [
    "channels.chat.url",
    "channels.board.owner",
    "channels.desk.url",
    "channels.desk.signing",
    "recipients.kin",
    "recipients.kin.channels.0",
    "recipients.kin.quietHours.to",
    "recipients.kim.timeZone",
    "recipients.ann.quietHours.from",
    "recipients.kim.successor",
  ]) {
    expect(fields).toContain(field);
  }
  expect(problems.every(({ fix }) => fix !== undefined && fix !== "")).toBe(true);
  // A secret that got into a plan is not repeated.
  expect(JSON.stringify(problems)).not.toContain("whsec_abc");
});
