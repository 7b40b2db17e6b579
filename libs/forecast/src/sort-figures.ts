/**
 * Sorts figures into ascending order, in place, NaN last. What is read off sample paths crowds about its mean: dealt out to as
 * many buckets as there are figures, from four mean deviations under it to four over it, next to nothing is left to sort.
 * Where figures lie otherwise (many alike, some infinite or unknown) the built-in sort does it. O(n), at worst O(n log n).
 */
export function sortFigures(figures: Float64Array): Float64Array {
  const count = figures.length;
  if (count < FEWEST) return figures.sort();
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += figures[index]!;
  const mean = sum / count;
  let deviations = 0;
  for (let index = 0; index < count; index += 1) deviations += Math.abs(figures[index]! - mean);
  const reach = (REACH * deviations) / count;
  const scale = count / (2 * reach);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return figures.sort();
  const buckets = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let fullest = 0;
  for (let index = 0; index < count; index += 1) {
    const place = (figures[index]! - mean + reach) * scale;
    const bucket = Math.max(0, Math.min(place, count - 1)) | 0;
    buckets[index] = bucket;
    ends[bucket]! += 1;
    if (ends[bucket]! > fullest) fullest = ends[bucket]!;
  }
  if (fullest > FULLEST) return figures.sort();
  for (let bucket = 1; bucket < count; bucket += 1) ends[bucket]! += ends[bucket - 1]!;
  const dealt = new Float64Array(count);
  for (let index = count - 1; index >= 0; index -= 1) {
    const bucket = buckets[index]!;
    ends[bucket]! -= 1;
    dealt[ends[bucket]!] = figures[index]!;
  }
  return insertAll(dealt, figures);
}

/** Below so many figures there is nothing to gain. */
const FEWEST = 50;
/** Buckets reach so many mean deviations to either side; the outermost ones take all that lies beyond. */
const REACH = 4;
/** More figures than that in one bucket take longer to insert than to sort. */
const FULLEST = 64;

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
