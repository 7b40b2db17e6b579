/** Where each parameter stands in a parameter vector; the first states of the season follow from `season` on. */
export const ETS_PARAMETER = { alpha: 0, beta: 1, gamma: 2, phi: 3, level: 4, slope: 5, season: 6 } as const;
