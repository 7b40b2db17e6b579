import { shortened } from "../shortened.ts";

const CONTROL = /\p{Cc}/u;

/** Why a text is not taken as a dimension's member, and what would mend it. */
export interface MemberProblem {
  readonly message: string;
  readonly fix: string;
}

/**
 * Says why a text is not taken as a dimension's member, or returns undefined when it is. Whoever takes values in asks: a member
 * that looks like another one is a series of its own, and its values are added to the total. Readers of the log do not ask,
 * since older logs may hold such members.
 */
export function memberProblem(member: string): MemberProblem | undefined {
  const bare = member.trim();
  if (bare === "") return { message: "a member may not be empty", fix: "name a member by its short id" };
  if (/[=,]/.test(member)) {
    return { message: `a member may not hold "=" or ","`, fix: "send the member's short id" };
  }
  if (!member.isWellFormed()) {
    const message = "the member holds half of a surrogate pair, which is no character";
    return { message, fix: "send text that is whole Unicode" };
  }
  if (bare !== member) {
    const named = JSON.stringify(shortened(bare));
    const message = `the member begins or ends with a blank, and would stand beside ${named} as another one`;
    return { message, fix: `send it as ${named}` };
  }
  if (!CONTROL.test(member)) return undefined;
  const message = "the member holds a control character, such as a line break";
  return { message, fix: "send it without control characters" };
}
