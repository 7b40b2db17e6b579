import { pino } from "pino";

type LogMethod = (fields: object, message: string) => void;

/** Structured logging: fields first, then one sentence. */
export interface Logger {
  debug: LogMethod;
  info: LogMethod;
  warn: LogMethod;
  error: LogMethod;
  child(fields: Record<string, unknown>): Logger;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** JSON lines on stderr; `base` stands in each of them. */
export function createLogger(level: LogLevel, base: Readonly<Record<string, string>> | null = null): Logger {
  // The other serializer puts the causes' messages behind an error's own, which has their words already.
  const serializers = { err: pino.stdSerializers.errWithCause };
  return pino({ level, base, serializers }, pino.destination({ dest: 2, sync: true })) as unknown as Logger;
}

/** A logger that says nothing, for tests. */
export function silentLogger(): Logger {
  return createLogger("silent");
}
