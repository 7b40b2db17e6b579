export * from "./assess-goal.ts";
export type * from "./calibration-model.ts";
export type * from "./conformal-widening.ts";
export type * from "./goal-assessment.ts";
export * from "./behaviour-rule.ts";
