/** Runs work of one key one after the other, and of different keys side by side. */
export type KeyedTurns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/** Turns within this process; what other processes do meanwhile, the log arbitrates. */
export function keyedTurns(): KeyedTurns {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return turn;
  };
}
