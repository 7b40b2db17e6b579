import { hashText } from "./hash-text.ts";

const WARM_UP_DRAWS = 12;
const TWO_TO_MINUS_32 = 1 / 4_294_967_296;

/** Random numbers that follow from a text alone: each call gives the next uniform number of [0, 1). */
export type RandomSource = () => number;

/**
 * Starts the sequence of uniform random numbers that belongs to a seed text.
 * Definition: sfc32 (Doty-Humphrey, PractRand 0.94), 32 random bits a draw, seeded by `hashText`.
 */
export function seededRandom(seed: string): RandomSource {
  const state = Int32Array.from(hashText(seed));
  const draw = (): number => {
    const b = state[1]!;
    const c = state[2]!;
    const sum = (((state[0]! + b) | 0) + state[3]!) | 0;
    state[3]! += 1;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) * TWO_TO_MINUS_32;
  };
  for (let index = 0; index < WARM_UP_DRAWS; index += 1) draw();
  return draw;
}
