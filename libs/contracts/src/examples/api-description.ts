import { API_DESCRIPTION, API_VERSION } from "../api.ts";
import { EXAMPLE_PROBLEM } from "./problem.ts";
import { EXAMPLE_RESPONSES } from "./responses.ts";

/** What Milepost's OpenAPI document says besides its routes, with an example of each answer. */
export const MILEPOST_API = {
  title: "Milepost",
  version: API_VERSION,
  description: API_DESCRIPTION,
  examples: { responses: EXAMPLE_RESPONSES, problem: EXAMPLE_PROBLEM },
} as const;
