import type { Dice } from "../random.ts";
import { rowStream } from "./plan.ts";

/** A version of a row as a client posts it. */
export interface PostedRecord {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: "milepost.record.captured.v1";
  readonly time: string;
  readonly data: {
    readonly stream: string;
    readonly key: string;
    readonly fields?: Readonly<Record<string, string | boolean | null>>;
    readonly deleted?: true;
  };
}

const SOURCE = "//chaos/crm";
const FIRST_MINUTE = Date.parse("2026-01-10T06:00:00Z");
const MINUTE_MS = 60_000;
const MINUTES = 40;
/** Few rows, so that most versions change one that is there. */
const KEYS = 9;
const MONTHS = 4;
const PLANTS = ["ulm", "bonn"] as const;
const [DUPLICATE, OTHER_FIELDS, DELETED, LATE, WITHOUT_AMOUNT] = [0.1, 0.05, 0.12, 0.15, 0.04];

/**
 * Gives versions of a run's rows one by one: new, changed, moved into another month, deleted, late, without an amount,
 * twice, and another content under a known id. The same seed gives the same ones.
 */
export function recordLoad(run: string, dice: Dice): () => PostedRecord {
  const posted: PostedRecord[] = [];
  return () => {
    const earlier = posted.length === 0 ? undefined : dice.pick(posted);
    const event = nextRecord({ run, number: posted.length, earlier }, dice);
    posted.push(event);
    return event;
  };
}

interface SoFar {
  readonly run: string;
  readonly number: number;
  readonly earlier: PostedRecord | undefined;
}

function nextRecord({ run, number, earlier }: SoFar, dice: Dice): PostedRecord {
  if (earlier !== undefined && dice.chance(DUPLICATE)) return earlier;
  if (earlier?.data.fields !== undefined && dice.chance(OTHER_FIELDS)) {
    return { ...earlier, data: { ...earlier.data, fields: fields(dice) } };
  }
  const minute = dice.chance(LATE) ? 0 : dice.roll(MINUTES);
  const key = `row-${dice.roll(KEYS)}`;
  return {
    specversion: "1.0",
    id: `${run}-row-${number}`,
    source: SOURCE,
    type: "milepost.record.captured.v1",
    time: new Date(FIRST_MINUTE + minute * MINUTE_MS).toISOString(),
    data: {
      stream: rowStream(run),
      key,
      ...(dice.chance(DELETED) ? { deleted: true } : { fields: fields(dice) }),
    },
  };
}

function fields(dice: Dice): NonNullable<PostedRecord["data"]["fields"]> {
  const day = `2025-0${1 + dice.roll(MONTHS)}-${String(1 + dice.roll(28)).padStart(2, "0")}`;
  const amount = dice.chance(WITHOUT_AMOUNT) ? null : ((dice.roll(20_000) - 2_000) / 100).toFixed(2);
  return { day, amount, plant: dice.pick(PLANTS), won: dice.chance(0.5) };
}
