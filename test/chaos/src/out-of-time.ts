/**
 * Something did not come about in time: either the machine was too slow, or it never would have. One such run tells
 * nothing; the soak repeats it, and takes the second one in a row for a finding.
 */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
}
