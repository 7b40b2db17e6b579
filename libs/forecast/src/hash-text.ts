/**
 * A 128-bit hash of a text as four 32-bit words, to seed random numbers; not cryptographic.
 * Definition: cyrb128 by bryc (public domain, github.com/bryc/code, PRNGs.md), a MurmurHash3-like mixer over the
 * UTF-16 code units. O(length).
 */
export function hashText(text: string): Uint32Array {
  let first = 1_779_033_703;
  let second = 3_144_134_277;
  let third = 1_013_904_242;
  let fourth = 2_773_480_762;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    first = second ^ Math.imul(first ^ unit, 597_399_067);
    second = third ^ Math.imul(second ^ unit, 2_869_860_233);
    third = fourth ^ Math.imul(third ^ unit, 951_274_213);
    fourth = first ^ Math.imul(fourth ^ unit, 2_716_044_179);
  }
  first = Math.imul(third ^ (first >>> 18), 597_399_067);
  second = Math.imul(fourth ^ (second >>> 22), 2_869_860_233);
  third = Math.imul(first ^ (third >>> 17), 951_274_213);
  fourth = Math.imul(second ^ (fourth >>> 19), 2_716_044_179);
  first ^= second ^ third ^ fourth;
  return Uint32Array.of(first, second ^ first, third ^ first, fourth ^ first);
}
