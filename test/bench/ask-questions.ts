import { setTimeout as pause } from "node:timers/promises";
import { get } from "./bench-http.ts";
import { scattered } from "./growth-events.ts";
import { growthQuestions } from "./growth-questions.ts";
import type { Question, QuestionsOptions } from "./growth-questions.ts";
import { percentile } from "./percentile.ts";

/** How queries are measured. */
export interface Asking extends QuestionsOptions {
  readonly url: string;
  /** Of each question. */
  readonly requests: number;
  /** A request is due this often, whether those before were answered or not. */
  readonly everyMs: number;
  /** Only these questions; without it: all. */
  readonly only?: readonly string[] | undefined;
}

/** Figures of all questions: percentiles in milliseconds from when a request was due, and the largest answer in kB. */
export async function askQuestions(asking: Asking): Promise<Readonly<Record<string, number>>> {
  const questions = growthQuestions(asking).filter(([name]) => asking.only?.includes(name) ?? true);
  const times = new Map(questions.map(([name]) => [name, [] as number[]]));
  const largest = new Map<string, number>();
  const total = questions.length * asking.requests;
  const startedAt = performance.now();
  const asked: Promise<void>[] = [];
  for (let number = 0; number < total; number += 1) {
    const due = startedAt + number * asking.everyMs;
    await pause(Math.max(0, due - performance.now()));
    const [name, pathOf] = questions[number % questions.length] as Question;
    const path = pathOf(scattered(number));
    const answered = get(`${asking.url}${path}`).then((bytes) => {
      times.get(name)?.push(performance.now() - due);
      largest.set(name, Math.max(bytes, largest.get(name) ?? 0));
    });
    // One that fails is told of once all are asked.
    answered.catch(() => undefined);
    asked.push(answered);
  }
  await Promise.all(asked);
  return Object.fromEntries(
    questions.flatMap(([name]) => figuresOf(name, times.get(name) ?? [], largest.get(name) ?? 0)),
  );
}

function figuresOf(
  name: string,
  times: readonly number[],
  bytes: number,
): readonly (readonly [string, number])[] {
  const figure = (share: number): number => Math.round(percentile(times, share) * 10) / 10;
  return [
    [`${name}_p50_ms`, figure(0.5)],
    [`${name}_p95_ms`, figure(0.95)],
    [`${name}_p99_ms`, figure(0.99)],
    [`${name}_max_kb`, Math.round(bytes / 1000)],
  ];
}
