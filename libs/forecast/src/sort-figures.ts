/**
 * Sorts figures into ascending order, in place, NaN last. What is read off sample paths lies about evenly between its
 * least and its greatest value: dealt out to as many buckets as there are figures, next to nothing is left to sort. Where it
 * does not (a far outlier, an infinite or unknown figure) the built-in sort does it. O(n), at worst O(n log n).
 */
export function sortFigures(figures: Float64Array): Float64Array {
  const count = figures.length;
  if (count < FEWEST) return figures.sort();
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index += 1) {
    const figure = figures[index]!;
    if (figure < least) least = figure;
    if (figure > greatest) greatest = figure;
    if (Number.isNaN(figure)) return figures.sort();
  }
  const scale = (count - 1) / (greatest - least);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return figures.sort();
  const ends = new Uint32Array(count);
  let fullest = 0;
  for (let index = 0; index < count; index += 1) {
    const bucket = ((figures[index]! - least) * scale) | 0;
    ends[bucket]! += 1;
    if (ends[bucket]! > fullest) fullest = ends[bucket]!;
  }
  if (fullest > FULLEST) return figures.sort();
  for (let bucket = 1; bucket < count; bucket += 1) ends[bucket]! += ends[bucket - 1]!;
  const dealt = new Float64Array(count);
  for (let index = count - 1; index >= 0; index -= 1) {
    const figure = figures[index]!;
    const bucket = ((figure - least) * scale) | 0;
    ends[bucket]! -= 1;
    dealt[ends[bucket]!] = figure;
  }
  return insertAll(dealt, figures);
}

/** Below so many figures there is nothing to gain. */
const FEWEST = 50;
/** More figures than that in one bucket are no even spread. */
const FULLEST = 40;

/** Inserts almost sorted figures one by one. */
function insertAll(almost: Float64Array, into: Float64Array): Float64Array {
  for (let index = 0; index < almost.length; index += 1) {
    const figure = almost[index]!;
    let place = index;
    while (place > 0 && into[place - 1]! > figure) {
      into[place] = into[place - 1]!;
      place -= 1;
    }
    into[place] = figure;
  }
  return into;
}
