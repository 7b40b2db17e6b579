import { keptReason } from "./index.ts";

/** What is sent, and why it is only the plain form, where it is. */
export interface Body<Form> {
  readonly form: Form;
  readonly plainBecause: string | undefined;
}

/** The rich form of a message; where it cannot be made, the plain one, for a template's fault must not keep an alert back. */
export function richOrPlain<Form>(rich: () => Form, plain: () => Form): Body<Form> {
  try {
    return { form: rich(), plainBecause: undefined };
  } catch (error) {
    return {
      form: plain(),
      plainBecause: keptReason(error instanceof Error ? error.message : String(error)),
    };
  }
}
