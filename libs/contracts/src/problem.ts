import { z } from "zod";

/** One field that is wrong, and how to mend it. */
export const fieldProblemSchema = z.object({
  /** JSON path of the field, such as `data.value`; empty for the whole. */
  field: z.string(),
  code: z.string(),
  message: z.string(),
  /** What to do about it. */
  fix: z.string().optional(),
  /** 1-based line of an NDJSON or YAML text. */
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
});
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** Something that may be meant so, but somebody should think of once more; a plan with a blocking one is not applied. */
export const lintSchema = fieldProblemSchema
  .extend({ severity: z.enum(["hint", "warning", "blocking"]) })
  .meta({ id: "Lint" });
export type Lint = z.infer<typeof lintSchema>;

/** RFC 9457 problem details. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    problems: z.array(fieldProblemSchema).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemSchema>;
