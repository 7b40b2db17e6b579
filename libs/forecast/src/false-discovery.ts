/**
 * The share of false ones among the findings that are kept, were each of them the last that is: p-values in, q-values in the
 * same order out. Definition: Benjamini and Hochberg 1995. O(n log n).
 */
export function falseDiscovery(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  const order = Array.from({ length: count }, (_, index) => index).toSorted(
    (left, right) => (pValues[right] ?? 1) - (pValues[left] ?? 1),
  );
  const adjusted = new Float64Array(count);
  let least = 1;
  order.forEach((index, place) => {
    least = Math.min(least, ((pValues[index] ?? 1) * count) / (count - place));
    adjusted[index] = least;
  });
  return adjusted;
}
