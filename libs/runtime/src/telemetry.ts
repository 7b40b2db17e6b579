/** What a span says of itself, by the names that OpenTelemetry's conventions give. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind?: "server" | "client" | "producer" | "consumer" | "internal";
  readonly attributes?: SpanAttributes;
  /** W3C `traceparent` of the span that this one follows from; without it, the span under way. */
  readonly parent?: string | undefined;
}

/** A span that was begun; work that runs inside it becomes its child. */
export interface OpenSpan {
  run<Result>(work: () => Result): Result;
  end(outcome?: { readonly attributes?: SpanAttributes; readonly error?: unknown }): void;
}

/** Traces: what took how long, from the request to the row. */
export interface Telemetry {
  /** False: nothing is recorded, and callers may spare themselves the preparations. */
  readonly isOn: boolean;
  /** W3C `traceparent` of the span under way; undefined when there is none, or nobody keeps its trace. */
  traceparent(): string | undefined;
  begin(name: string, options?: SpanOptions): OpenSpan;
  /** Records work that is over; the instants are epoch milliseconds. */
  past(name: string, options: SpanOptions & { readonly startedAt: number; readonly endedAt: number }): void;
  /** Sends what was recorded; bounded in time. */
  close(): Promise<void>;
}

/** Records nothing. */
export const noTelemetry: Telemetry = {
  isOn: false,
  traceparent: () => undefined,
  begin: () => ({ run: (work) => work(), end: () => undefined }),
  past: () => undefined,
  close: () => Promise.resolve(),
};

/** Runs some work as a span; its failure is the span's. */
export async function inSpan<Result>(
  telemetry: Telemetry,
  { name, ...options }: SpanOptions & { readonly name: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const span = telemetry.begin(name, options);
  try {
    const result = await span.run(work);
    span.end();
    return result;
  } catch (error) {
    span.end({ error });
    throw error;
  }
}
