/** Outcomes that are enough to say how good something was; fewer tell nothing. */
export const ENOUGH_OUTCOMES = 30;
