/** Work that is done by one owner at a time. Payloads and results are JSON values: another process may take them over. */
export interface JobHandler<Payload, Result = void> {
  /** Name of the queue, such as `connector-run`. */
  readonly name: string;
  /** The owner: jobs of one key never run at once, whatever the number of workers and processes. */
  readonly keyOf: (payload: Payload) => string;
  /** While a job of one identity waits, further ones add nothing; default: the key. */
  readonly identityOf?: (payload: Payload) => string;
  /** Does the work; the signal says that the process is about to end, or that the job belongs to another worker by now. */
  readonly run: (payload: Payload, signal: AbortSignal) => Promise<Result>;
  /** Tries in all, the first one included; an error that is a MilepostError and not retryable ends them early. */
  readonly attempts: number;
  /** Jobs of this queue that run at once in one process, at most; default 4. */
  readonly concurrency?: number;
}

/** What a caller holds of a job that is kept. */
export interface Ticket<Result> {
  /**
   * Settles with the end of a job of this identity that began after the call, whichever process runs it. Rejects with
   * what the last try failed with, or with a retryable error when nobody can tell any more what became of the job.
   */
  readonly result: Promise<Result>;
}

/** When a schedule adds its job: after every interval, or as a cron pattern of five fields says in a time zone. */
export type When = { readonly everyMs: number } | { readonly cron: string; readonly timeZone: string };

/** A job that comes again and again. */
export interface JobSchedule<Payload> {
  readonly id: string;
  readonly when: When;
  readonly payload: Payload;
}

export interface JobQueue<Payload, Result = void> {
  /** Resolves once the job is kept; while one of the same identity waits, that one stands for both (its payload stays). */
  add(payload: Payload): Promise<Ticket<Result>>;
  /** Adds the job again and again, first when its time has come; the same id replaces, the same time keeps its beat. */
  schedule(schedule: JobSchedule<Payload>): Promise<void>;
  unschedule(id: string): Promise<void>;
  /** Ids of the schedules there are, whoever set them. */
  scheduled(): Promise<readonly string[]>;
  /** Whether a job of the key runs now, in whichever process. */
  isRunning(key: string): Promise<boolean>;
  /** Resolves once nothing waits or runs, in any process. */
  idle(): Promise<void>;
  /** Works no more on this queue here: tells its running jobs by their signal, and resolves when they ended or had their time. */
  close(): Promise<void>;
}

/** Runs jobs. What waits in it can always be derived from the log again. */
export interface Jobs {
  /** Names a queue and does its work here; a name can be registered once. */
  register<Payload, Result = void>(handler: JobHandler<Payload, Result>): JobQueue<Payload, Result>;
  /** Resolves when jobs can be kept now; rejects with the reason. */
  check(): Promise<void>;
  /** Tells running jobs by their signal, and resolves when they ended or had their time; other processes go on. */
  close(): Promise<void>;
}
