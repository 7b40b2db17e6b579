import { fittingRecords, hasRoom, roomAfter } from "../batch-room.ts";
import type { BatchRoom } from "../batch-room.ts";
import type { StoredRecord } from "./record-batches.ts";
import type { FetchPosition } from "./fetch-request.ts";

/** Records of one partition from one answer. */
export interface Chunk {
  readonly position: FetchPosition;
  readonly records: readonly StoredRecord[];
  /** Offset after the last one, and after what was taken away behind it. */
  readonly next: number;
  /** Bytes of the answer. */
  readonly size: number;
}

/** A record and the partition that it is from. */
export interface QueuedRecord extends StoredRecord {
  readonly from: FetchPosition;
}

/** What was fetched and not taken yet, in the order of arrival. */
export interface ChunkQueue {
  add(chunk: Chunk): void;
  /** Takes as many records as there is room for, with where each partition that moved stands after them. */
  take(room: BatchRoom): {
    readonly records: readonly QueuedRecord[];
    readonly after: readonly FetchPosition[];
  };
  /** Bytes that wait. */
  size(): number;
}

/** An empty queue. */
export function createChunkQueue(): ChunkQueue {
  const chunks: Chunk[] = [];
  let size = 0;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      size += chunk.size;
    },
    take: (room) => {
      let left = room;
      const records: QueuedRecord[] = [];
      const after = new Map<string, FetchPosition>();
      // A chunk without records only moves its partition on, so it fits into any batch.
      while (chunks.length > 0 && (hasRoom(left) || chunks[0]?.records.length === 0)) {
        const chunk = chunks.shift() as Chunk;
        const { position } = chunk;
        const taken = fittingRecords(chunk.records, left);
        left = roomAfter(left, taken);
        for (const record of taken) records.push({ ...record, from: position });
        const rest = chunk.records.slice(taken.length);
        const offset = rest[0]?.offset ?? chunk.next;
        after.set(`${position.topic}/${position.partition}`, { ...position, offset });
        if (rest.length > 0) chunks.unshift({ ...chunk, records: rest });
        else size -= chunk.size;
      }
      return { records, after: [...after.values()] };
    },
    size: () => size,
  };
}
