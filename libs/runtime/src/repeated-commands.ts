/** Keys that are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 1_000;

/** Runs a command once for a key, as long as the process lives. */
export type OncePerKey<Answer> = (key: string | undefined, command: () => Promise<Answer>) => Promise<Answer>;

/** For commands that leave no trace of their key in the log: a repeated key gets the first one's answer, a failed one runs again. */
export function oncePerKey<Answer>(): OncePerKey<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (key, command) => {
    if (key === undefined) return command();
    const before = answers.get(key);
    if (before !== undefined) return before;
    const answer = command();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    const oldest = answers.keys().next().value;
    if (answers.size > MAX_REMEMBERED && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}
