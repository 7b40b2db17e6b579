/** Work that is done by one owner at a time. */
export interface JobHandler<Payload> {
  /** Name of the queue, such as `connector-run`. */
  readonly name: string;
  /** Jobs of one key never run at once. */
  readonly keyOf: (payload: Payload) => string;
  readonly run: (payload: Payload, signal: AbortSignal) => Promise<void>;
  /** Tries in all, the first one included. */
  readonly attempts: number;
}

export interface JobQueue<Payload> {
  /** Resolves once the job is kept; a waiting job of the same key is not added twice. */
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
  register<Payload>(handler: JobHandler<Payload>): JobQueue<Payload>;
  close(): Promise<void>;
}
