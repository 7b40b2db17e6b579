/** How far a fan may widen the picture: this share of the span of what is known, on either side. */
const FAN_SHARE = 0.6;

/** The values a picture shows: everything known, and of the fan what does not press the known flat. */
export function valueRange(
  known: readonly number[],
  fan: readonly number[],
): { readonly low: number; readonly high: number } {
  const low = Math.min(...known);
  const high = Math.max(...known);
  const room = (high - low) * FAN_SHARE;
  return {
    low: Math.min(low, Math.max(low - room, Math.min(...fan, low))),
    high: Math.max(high, Math.min(high + room, Math.max(...fan, high))),
  };
}

/** A value held inside a range. */
export function held(value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return Math.min(high, Math.max(low, value));
}
