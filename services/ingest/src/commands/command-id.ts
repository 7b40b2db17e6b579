import { hash, randomUUID } from "node:crypto";
import { MilepostError } from "@milepost/runtime";

/** Characters of an id that tell its key, and as many that tell what was said under it. */
const PART_CHARACTERS = 16;

/** A command of a person, as far as it makes the id of its event. */
export interface PersonsCommand {
  /** What event ids begin with. */
  readonly name: string;
  /** The alert, goal or review that it is about. */
  readonly about: string;
  /** Absent: the same command again is another one. */
  readonly idempotencyKey: string | undefined;
  /** Everything that is said, and who says it. */
  readonly contents: unknown;
}

/**
 * The id of the event that a command brings about. Under an idempotency key its first part tells the key and its second
 * what is said under it, so that the log itself knows a command that comes again. What people write cannot be guessed
 * from it without the key, which is kept nowhere.
 */
export function commandId({ name, about, idempotencyKey: key, contents }: PersonsCommand): string {
  if (key === undefined) return `${name}-${randomUUID()}`;
  return `${name}-${part([about, key])}${part([about, key, contents])}`;
}

/** What the ids of all events under one idempotency key begin with. */
export function keyPart(id: string): string {
  return id.slice(0, -PART_CHARACTERS);
}

/** Whether a command was taken before, by the event that stands under its key; refuses a key that was used for something else. */
export function takenBefore(id: string, underKey: string | undefined): boolean {
  if (underKey === undefined) return false;
  if (underKey === id) return true;
  const problem = {
    field: "headers.idempotency-key",
    code: "key_used",
    message: "this key was sent before with something else, and that was taken",
    fix: "send the same again to get its answer, or take a new key to say something else",
  };
  throw new MilepostError("conflict", "This Idempotency-Key was used to say something else", {
    details: { problems: [problem] },
  });
}

function part(seed: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(seed), "hex").slice(0, PART_CHARACTERS);
}
