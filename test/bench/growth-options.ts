import { parseArgs } from "node:util";

/** What the growth benchmark is told. */
export interface GrowthOptions {
  /** Observations at which it measures, ascending. */
  readonly sizes: readonly number[];
  /** Folder of a deployment that stays, and is grown further by the next run; without it: a temporary one. */
  readonly data: string | undefined;
  /** Requests of each question. */
  readonly requests: number;
  readonly everyMs: number;
  /** Values a second that arrive while queries are measured. */
  readonly rate: number;
  readonly json: boolean;
}

/** Reads the arguments behind `bench growth`. */
export function growthOptions(argv: readonly string[]): GrowthOptions {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sizes: text("100000,1000000,5000000,10000000"),
      mode: text("embedded"),
      data: { type: "string" },
      requests: text("150"),
      every: text("100"),
      rate: text("750"),
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.mode !== "embedded") throw new Error(`--mode ${values.mode} is not known; give embedded`);
  return {
    sizes: values.sizes
      .split(",")
      .map(Number)
      .toSorted((left, right) => left - right),
    data: values.data,
    requests: Number(values.requests),
    everyMs: Number(values.every),
    rate: Number(values.rate),
    json: values.json,
  };
}
