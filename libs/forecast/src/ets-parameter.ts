/** Where each parameter of exponential smoothing stands in a parameter vector. */
export const ALPHA = 0;
export const BETA = 1;
export const GAMMA = 2;
export const PHI = 3;
export const LEVEL = 4;
export const SLOPE = 5;
/** The first states of the season follow from here on. */
export const SEASON = 6;
