import { HIDDEN } from "./index.ts";

/** A part of an address that is shorter is a word of its own, and hides nothing. */
const SHORTEST_PART = 8;
/** The same of a name or a password, which are known to be secret. */
const SHORTEST_CREDENTIAL = 3;
/** Most characters that one may be written as, such as `&#x002F;`. */
const LONGEST_ESCAPE = 8;

/** What has a meaning in a pattern. */
const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "/": "&sol;",
};

/**
 * What must not be kept of an address, unescaped: its path, its query, who signs in, and every part that may be a token by itself. A
 * receiver's answer may say any of them: "Cannot POST /hooks/…" is what many servers say of themselves.
 */
export function secretsOfAddress(address: string): readonly string[] {
  if (!URL.canParse(address)) return [address.trim()];
  const { pathname, search, searchParams, username, password } = new URL(address);
  const segments = pathname.split("/").map(plain);
  // A proxy may have taken the beginning of the path away.
  const ends = segments.map((_, from) => segments.slice(from).join("/"));
  const parts = [...segments, ...ends, ...searchParams.values()].filter(
    ({ length }) => length >= SHORTEST_PART,
  );
  const [user, pass] = [plain(username), plain(password)];
  const credentials = [user, pass].filter(({ length }) => length >= SHORTEST_CREDENTIAL);
  const signedIn = user === "" ? [] : [`${user}:${pass}`, ...base64Of(user, pass)];
  const whole = [plain(pathname), plain(search.slice(1))].filter(({ length }) => length > 1);
  return [...whole, ...parts, ...credentials, ...signedIn];
}

/** As HTTP sends them, and as SMTP does. */
function base64Of(user: string, pass: string): readonly string[] {
  const forms = [`${user}:${pass}`, `\0${user}\0${pass}`, user, pass];
  const encoded = forms.map((form) => Buffer.from(form).toString("base64"));
  return encoded.filter(({ length }) => length >= SHORTEST_PART);
}

/**
 * A text without any of the secrets, however they are escaped in it. Of a text that was cut off its end is left out, too:
 * part of a secret may stand there.
 */
export function hideSecrets(text: string, secrets: readonly string[], isCut = false): string {
  const told = [...new Set(secrets)].filter((secret) => secret !== "");
  if (told.length === 0) return text;
  // The longest first: of two that begin alike the longer one is meant.
  const longest = told.toSorted((one, other) => other.length - one.length);
  const pattern = new RegExp(longest.map(escapedAnyhow).join("|"), "gi");
  const hidden = text.replaceAll(pattern, HIDDEN);
  const unsure = isCut ? LONGEST_ESCAPE * (longest[0]?.length ?? 0) : 0;
  return hidden.slice(0, Math.max(0, hidden.length - unsure));
}

/** Matches a text as it stands, as in a URL, in HTML and in JSON. */
function escapedAnyhow(secret: string): string {
  return Array.from(secret, (character) => {
    if (/[A-Za-z0-9]/.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    const inUrl = code < 0x80 ? `%${hex.padStart(2, "0")}` : encodeURIComponent(character);
    const named = NAMED[character];
    const forms = [
      String.raw`\\?${character.replace(SYNTAX, String.raw`\$&`)}`,
      inUrl.replaceAll("%", "%(?:25)?"),
      `&#0*${code};`,
      `&#x0*${hex};`,
      String.raw`\\u${hex.padStart(4, "0")}`,
      ...(named === undefined ? [] : [named]),
      ...(character === " " ? [String.raw`\+`] : []),
    ];
    return `(?:${forms.join("|")})`;
  }).join("");
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
