/** A batch is full once it has so many characters: events and rows that are made of it stand beside it in memory. */
const BATCH_CHARACTERS = 16 * 1024 * 1024;

/** What may still be added to a batch. While there is room for a single character a whole record goes in, however large. */
export interface BatchRoom {
  readonly records: number;
  readonly characters: number;
}

/** The room of a batch that is empty. */
export function emptyBatch(maxRecords: number): BatchRoom {
  return { records: maxRecords, characters: BATCH_CHARACTERS };
}

/** False once the batch is full. */
export function hasRoom({ records, characters }: BatchRoom): boolean {
  return records > 0 && characters > 0;
}

/** What is left of the room after some records. */
export function roomAfter(room: BatchRoom, records: readonly { readonly text: string }[]): BatchRoom {
  const characters = records.reduce((left, { text }) => left - text.length, room.characters);
  return { records: room.records - records.length, characters };
}

/** The records from the front that go into the room. */
export function fittingRecords<Stored extends { readonly text: string }>(
  records: readonly Stored[],
  room: BatchRoom,
): readonly Stored[] {
  let { characters } = room;
  const end = records.slice(0, room.records).findIndex(({ text }) => {
    const isFull = characters <= 0;
    characters -= text.length;
    return isFull;
  });
  return records.slice(0, end < 0 ? room.records : end);
}
