const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The partition of a key among so many: FNV-1a over its UTF-16 units, mixed, modulo the number of partitions.
 * Fixed for a generation: another function would break the order of a key's records. With a multiple of the partitions,
 * each new one takes its keys from exactly one old one.
 */
export function partitionOf(key: string, partitionCount: number): number {
  return partitionCount === 1 ? 0 : mixedHash(key) % partitionCount;
}

function mixedHash(key: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), FNV_PRIME);
  }
  // FNV's low bits are weak on short keys, and the modulus takes the low bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
