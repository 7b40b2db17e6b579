import type { RandomSource } from "./seeded-random.ts";

/**
 * Fills an array with independent draws of the standard normal distribution.
 * Definition: Box and Muller (1958), two uniform numbers for two draws. O(length).
 */
export function fillStandardNormal(draws: Float64Array, random: RandomSource): void {
  for (let index = 0; index < draws.length; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    draws[index] = radius * Math.cos(angle);
    if (index + 1 < draws.length) draws[index + 1] = radius * Math.sin(angle);
  }
}
