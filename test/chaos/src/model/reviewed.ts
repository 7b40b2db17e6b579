import type { Defined } from "./derived.ts";
import type { Logged } from "./logged.ts";

/**
 * What is wrong with reviews, lessons and verdicts on leads: each goal that a report concerns and that was not over is reviewed
 * once, told the first forecast after it, and not closed; a period teaches once; each
 * declared lead has a verdict, and none twice in a row. Undefined: nothing.
 */
export function besidesProblem(
  topic: readonly Logged[],
  { defined, isOver }: { readonly defined: Defined; readonly isOver: (goal: string) => boolean },
): string | undefined {
  return (
    reviewProblem(topic, isOver) ??
    lessonProblem(of(topic, "milepost.forecaster.learned.v1")) ??
    leadProblem(of(topic, "milepost.lead.tested.v1"), defined)
  );
}

interface Said {
  readonly offset: number;
  readonly data: Readonly<Record<string, unknown>>;
}

function of(topic: readonly Logged[], type: string): readonly Said[] {
  return topic.flatMap(({ event, offset }) => (event?.type === type ? [{ offset, data: event.data }] : []));
}

function reviewProblem(topic: readonly Logged[], isOver: (goal: string) => boolean): string | undefined {
  const opened = of(topic, "milepost.review.opened.v1");
  const reassessed = of(topic, "milepost.review.reassessed.v1");
  const live = of(topic, "milepost.assessment.made.v1").filter(({ data }) => data["backtest"] === false);
  // The same report again is the first one: what was posted twice concerns nobody twice.
  const reports = new Map(
    of(topic, "milepost.external.reported.v1")
      .toReversed()
      .map((report) => [String(report.data["report"]), report]),
  );
  const wanted = [...reports].flatMap(([report, { data, offset }]) =>
    (data["matched"] as readonly string[])
      .filter((goal) => !isOver(goal))
      .map((goal) => ({ report, goal, offset })),
  );
  for (const { report, goal, offset } of wanted) {
    const own = opened.filter(({ data }) => data["report"] === report && data["goal"] === goal);
    if (own.length !== 1) return `${own.length} reviews of ${goal} were opened by ${report}`;
    const review = own[0]?.data["review"];
    const after = reassessed.filter(({ data }) => data["review"] === review).length;
    const isDue = live.some((made) => made.data["goal"] === goal && made.offset > offset);
    if (after !== Number(isDue)) return `${String(review)} was told ${after} forecasts after it`;
  }
  const closed = of(topic, "milepost.review.closed.v1").find((one) => !isOver(String(one.data["goal"])));
  if (closed !== undefined) return `${String(closed.data["review"])} was closed though its goal is open`;
  return opened.length === wanted.length
    ? undefined
    : `${opened.length} reviews were opened, ${wanted.length} were wanted`;
}

function lessonProblem(lessons: readonly Said[]): string | undefined {
  const periods = lessons.map(({ data }) => `${String(data["grain"])} ${String(data["period"])}`);
  const twice = periods.find((period, index) => periods.indexOf(period) !== index);
  return twice === undefined ? undefined : `${twice} taught twice`;
}

function leadProblem(tests: readonly Said[], { kpis }: Defined): string | undefined {
  const judged = new Set(tests.map(({ data }) => `${String(data["lead"])}/${String(data["follower"])}`));
  const links = [...kpis].flatMap(([lead, { drives = [] }]) => drives.map(({ kpi }) => `${lead}/${kpi}`));
  const missing = links.find((link) => !judged.has(link));
  if (missing !== undefined) return `no verdict on the lead ${missing}`;
  const newest = new Map<string, string>();
  // Where nothing could be tested the values may change and the verdict not.
  for (const { data } of tests.filter((one) => one.data["pValue"] !== null)) {
    const link = `${String(data["lead"])}/${String(data["follower"])}`;
    const said = JSON.stringify({ ...data, asOf: null, inputsPosition: null });
    if (newest.get(link) === said) return `the same verdict on the lead ${link} was told twice in a row`;
    newest.set(link, said);
  }
  return undefined;
}
