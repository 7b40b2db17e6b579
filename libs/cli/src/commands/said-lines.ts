/** What `GET /v1/goals/{goal}` tells of people's words, the newest first. */
export interface SaidOfGoal {
  readonly overrides: readonly SaidOverride[];
  readonly check_ins: readonly SaidCheckIn[];
  /** When the next check-in is due; null: the plan does not say. */
  readonly check_in_due: string | null;
}

interface Said {
  readonly said_by: string;
  readonly time: string;
}

interface SaidOverride extends Said {
  readonly says: "hit" | "miss";
  readonly until: string;
  readonly reason: string | null;
  readonly withdrawn_by: string | null;
  readonly withdrawn_at: string | null;
  readonly withdrawal_reason: string | null;
}

interface SaidCheckIn extends Said {
  readonly confidence: number;
  readonly comment: string | null;
}

/** What people said last of a goal, a line each; none where nobody did and nothing is due. */
export function saidLines({ overrides, check_ins, check_in_due }: SaidOfGoal): readonly string[] {
  return [
    ...overrides.slice(0, 1).map(overrideLine),
    ...check_ins.slice(0, 1).map(checkInLine),
    ...(check_in_due === null ? [] : [`The next check-in is due by ${dateOf(check_in_due)}`]),
  ];
}

function overrideLine(said: SaidOverride): string {
  const { said_by: by, says, until, time, reason } = said;
  const end = `it will be ${says === "hit" ? "reached" : "missed"}`;
  if (said.withdrawn_by === null || said.withdrawn_at === null)
    return `${by} says on ${dateOf(time)} that ${end}, until ${until}${quoted(reason)}`;
  const why = quoted(said.withdrawal_reason);
  return `${by} said on ${dateOf(time)} that ${end}; ${said.withdrawn_by} withdrew that on ${dateOf(said.withdrawn_at)}${why}`;
}

function checkInLine({ said_by: by, confidence, time, comment }: SaidCheckIn): string {
  return `${by} is ${confidence} of 10 sure, on ${dateOf(time)}${quoted(comment)}`;
}

function quoted(words: string | null): string {
  return words === null ? "" : `: “${words}”`;
}

/** The UTC date of an instant. */
function dateOf(instant: string): string {
  return instant.slice(0, 10);
}
