/** Where the assessment of some goals stands: tests kill the process there. */
export const ASSESSMENT_STEPS = ["assessing", "assessed", "appending", "appended"] as const;
export type AssessmentStep = (typeof ASSESSMENT_STEPS)[number];
