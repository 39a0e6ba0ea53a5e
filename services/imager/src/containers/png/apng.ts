import type { Animation, Frame } from '../container.ts';
import { type Chunk, chunkOf } from './png-chunks.ts';

const IHDR_BYTES = 13;
const FRAME_BYTES = 26;
const DISPOSALS = ['keep', 'clear', 'restore'] as const;

type Unfinished = { control: Buffer; data: Buffer[] };

/** What an animation is put together from, as its chunks come by (PNG, third edition, 11.3.6). */
export type ApngReader = { add(chunk: Chunk): void; animation(): Animation | undefined };

/** @param signature the first bytes of every PNG */
export function createApngReader(signature: Buffer): ApngReader {
  let header: Buffer | undefined;
  let control: Buffer | undefined;
  let hasPixels = false;
  /** What every frame needs: palette, transparency, profile. */
  const shared: Buffer[] = [];
  const frames: Unfinished[] = [];

  return {
    add({ type, data }) {
      if (type === 'IHDR' && data.length === IHDR_BYTES) header = data;
      // Behind the first pixels it is none, and every browser shows a still.
      else if (type === 'acTL' && !hasPixels && data.length === 8) control = data;
      else if (type === 'fcTL' && data.length === FRAME_BYTES) frames.push({ control: data, data: [] });
      else if (type === 'fdAT' && data.length >= 4) frames.at(-1)?.data.push(data.subarray(4));
      else if (type === 'IDAT') {
        hasPixels = true;
        frames.at(-1)?.data.push(data);
      } else if (!hasPixels && ['PLTE', 'tRNS', 'iCCP'].includes(type)) shared.push(chunkOf(type, data));
    },
    animation() {
      const count = control?.readUInt32BE(0) ?? 0;
      const complete = frames.filter(({ data }) => data.length > 0).slice(0, count);
      if (!header || !control || complete.length === 0) return undefined;
      const file = { signature, header, shared };
      return {
        width: header.readUInt32BE(0),
        height: header.readUInt32BE(4),
        frames: complete.map((frame) => frameOf(file, frame)),
        loop: control.readUInt32BE(4),
      };
    },
  };
}

type File = { signature: Buffer; header: Buffer; shared: readonly Buffer[] };

function frameOf({ signature, header, shared }: File, { control, data }: Unfinished): Frame {
  const [width, height] = [control.readUInt32BE(4), control.readUInt32BE(8)];
  const unit = control.readUInt16BE(22) || 100;
  return {
    width,
    height,
    left: control.readUInt32BE(12),
    top: control.readUInt32BE(16),
    delayMs: Math.round((control.readUInt16BE(20) / unit) * 1000),
    dispose: DISPOSALS[control.readUInt8(24)] ?? 'keep',
    blend: control.readUInt8(25) === 1 ? 'over' : 'replace',
    toFile() {
      const own = Buffer.from(header);
      own.writeUInt32BE(width, 0);
      own.writeUInt32BE(height, 4);
      return Buffer.concat([
        signature,
        chunkOf('IHDR', own),
        ...shared,
        ...data.map((part) => chunkOf('IDAT', part)),
        chunkOf('IEND', Buffer.alloc(0)),
      ]);
    },
  };
}
