/** What the API answers to what people say of goals; by method, path and status. */
export const JUDGEMENT_RESPONSES: Readonly<Record<string, unknown>> = {
  "POST /v1/goals/{goal}/check-ins 201": {
    id: "check-in-3f6a1d09c2b84e7d9a10",
    goal: "mnr-elevator-availability-2014",
    confidence: 7,
    period: "2014-09",
    time: "2014-10-03T13:20:00.000Z",
  },
  "POST /v1/goals/{goal}/overrides 201": {
    id: "override-5a0c7e21d94b4f6a8b3d",
    goal: "mnr-elevator-availability-2014",
    says: "hit",
    until: "2014-11-30",
    time: "2014-10-03T13:25:00.000Z",
  },
  "POST /v1/goals/{goal}/overrides/{override}/withdrawal 201": {
    id: "withdrawal-81c4f7a30e5d4b92a6f1",
    goal: "mnr-elevator-availability-2014",
    override: "override-5a0c7e21d94b4f6a8b3d",
    time: "2014-10-20T09:10:00.000Z",
  },
};
