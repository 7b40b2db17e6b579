/** Values that are remembered; what is alike comes soon after each other. */
const REMEMBERED = 256;

/** Gives the first of equal values for all of them, so that thousands that say the same are held once; values are plain data. */
export function shareEqual<Value>(): (value: Value) => Value {
  const known = new Map<string, Value>();
  return (value) => {
    const text = JSON.stringify(value);
    const first = known.get(text);
    if (first !== undefined) return first;
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, value);
    return value;
  };
}
