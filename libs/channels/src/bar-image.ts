import { crc32, deflateSync } from "node:zlib";
import type { MessageImage } from "./index.ts";

/** One bar, from 0 to 1; null: nothing is known, and a gap says so. */
export interface Bar {
  readonly share: number | null;
  /** Whether it is drawn as one that asks for something. */
  readonly alarming: boolean;
}

export interface BarImageOptions {
  readonly bars: readonly Bar[];
  /** Height of a line across all bars, from 0 to 1. */
  readonly threshold: number;
  readonly alt: string;
}

/** Shown size in pixels; drawn at twice that, so that it is sharp on every screen. */
const WIDTH = 480;
const HEIGHT = 96;
const SCALE = 2;
const GAP = 8;
/** Colours by their place in the palette: ground, base line, calm bar, alarming bar, threshold. */
const PALETTE = ["ffffff", "b8b8b8", "7d9cc0", "c0392b", "555555"] as const;
const [GROUND, BASE, CALM, ALARM, LINE] = [0, 1, 2, 3, 4] as const;

/** Bars over a base line with a dashed threshold, as a PNG: mail programs show no SVG. */
export function barImage({ bars, threshold, alt }: BarImageOptions): MessageImage {
  const [width, height] = [WIDTH * SCALE, HEIGHT * SCALE];
  const pixels = new Uint8Array(width * height).fill(GROUND);
  const fill = (area: Area, colour: number): void => {
    for (let y = Math.round(area.top); y < Math.round(area.bottom); y += 1) {
      pixels.fill(colour, y * width + Math.round(area.left), y * width + Math.round(area.right));
    }
  };
  const floor = height - 2 * SCALE;
  const step = width / Math.max(1, bars.length);
  for (const [index, { share, alarming }] of bars.entries()) {
    if (share === null) continue;
    const left = index * step + (GAP * SCALE) / 2;
    const top = Math.min(floor - SCALE, floor * (1 - shareOf(share)));
    fill({ left, right: left + step - GAP * SCALE, top, bottom: floor }, alarming ? ALARM : CALM);
  }
  fill({ left: 0, right: width, top: floor, bottom: height }, BASE);
  const line = floor * (1 - shareOf(threshold));
  for (let left = 0; left < width; left += 12 * SCALE) {
    fill(
      { left, right: Math.min(width, left + 7 * SCALE), top: line - SCALE / 2, bottom: line + SCALE / 2 },
      LINE,
    );
  }
  return { png: png(pixels, width, height), width: WIDTH, height: HEIGHT, alt };
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function shareOf(share: number): number {
  if (!Number.isFinite(share)) throw new RangeError(`${share} is no share between 0 and 1`);
  return Math.min(1, Math.max(0, share));
}

/** A PNG of pixels that are places in the palette (PNG specification, third edition). */
function png(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, by a palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(PALETTE.join(""), "hex")),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
