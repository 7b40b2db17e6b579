import { shortened } from "../shortened.ts";

const CONTROL = /\p{Cc}/u;
const OTHER_BLANK = /[\p{White_Space}--\u0020]/v;
/** Joiners shape words of many scripts; beside letters of these they change nothing that anybody sees. */
const JOINER =
  /(?<=[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]])[\u200c\u200d](?=\p{L})/gv;
/** Marks of layout and fillers. */
const INVISIBLE = /[\p{Cf}\u115f\u1160\u3164\uffa0]/u;

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
  if (CONTROL.test(member)) {
    const message = "the member holds a control character, such as a line break";
    return { message, fix: "send it without control characters" };
  }
  return hiddenDifference(member);
}

/** What nobody can see, and what would make the member another one than the text that looks the same. */
function hiddenDifference(member: string): MemberProblem | undefined {
  const blank = OTHER_BLANK.exec(member)?.[0];
  if (blank !== undefined) {
    const message = `the member holds ${codePoint(blank)}, a blank that is no space but looks like one`;
    return { message, fix: "send it with plain spaces" };
  }
  const invisible = INVISIBLE.exec(member.replaceAll(JOINER, ""))?.[0];
  if (invisible !== undefined) {
    const message = `the member holds ${codePoint(invisible)}, which nobody can see`;
    return { message, fix: "send it without that character" };
  }
  if (member.normalize("NFC") === member) return undefined;
  const message =
    "the member is not in Unicode's normal form C, and would stand beside the text that looks the same as another one";
  return { message, fix: "send it in normal form C (NFC)" };
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
