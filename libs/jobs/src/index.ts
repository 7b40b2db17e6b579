/** Work that is done by one owner at a time. */
export interface JobHandler<Payload> {
  /** Name of the queue, such as `connector-run`. */
  readonly name: string;
  /** Jobs of one key never run at once. */
  readonly keyOf: (payload: Payload) => string;
  /** Does the work; the signal says that the process is about to end. */
  readonly run: (payload: Payload, signal: AbortSignal) => Promise<void>;
  /** Tries in all, the first one included; an error that is a MilepostError and not retryable ends them early. */
  readonly attempts: number;
}

export interface JobQueue<Payload> {
  /** Resolves once the job is kept; while one of the same key waits, that one stands for both (its payload stays). */
  add(payload: Payload): Promise<void>;
  /** Runs the job again every so many milliseconds, until replaced or removed; the same id replaces. */
  every(schedule: {
    readonly id: string;
    readonly everyMs: number;
    readonly payload: Payload;
  }): Promise<void>;
  unschedule(id: string): Promise<void>;
  /** Resolves once nothing waits or runs. */
  idle(): Promise<void>;
}

/** Runs jobs. What waits in it can always be derived from the log again. */
export interface Jobs {
  /** Names a queue and what does its work; a name can be registered once. */
  register<Payload>(handler: JobHandler<Payload>): JobQueue<Payload>;
  /** Tells running jobs by their signal, drops what waits, and resolves when they ended or had their time. */
  close(): Promise<void>;
}
