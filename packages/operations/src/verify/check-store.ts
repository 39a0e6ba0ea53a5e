import { createHash } from 'node:crypto';
import { createWindow } from '@halftone/messaging';
import type { OutputStore } from '../output-store.ts';
import type { Findings } from './findings.ts';
import type { RequestFold } from './fold.ts';

const READS_AT_ONCE = 8;

export type StoreCheck = { objects: number; bytes: number };

/** Reads every output of a request and checks that it is what was stored. */
export async function checkStore(
  { images }: Pick<RequestFold, 'images'>,
  store: Pick<OutputStore, 'read'>,
  findings: Findings,
): Promise<StoreCheck> {
  const window = createWindow(READS_AT_ONCE);
  const checked = { objects: 0, bytes: 0 };
  for (const [imageId, { outcome }] of images) {
    if (outcome?.kind !== 'compressed') continue;
    await window.add(async () => {
      const fault = await faultOf(outcome, store);
      checked.objects += 1;
      checked.bytes += outcome.bytes;
      if (fault) findings.add(fault.code, `${fault.detail} It is the output of image ${imageId}.`);
    });
  }
  await window.drain();
  return checked;
}

type Stored = { key: string; bytes: number; sha256: string };

async function faultOf({ key, bytes, sha256 }: Stored, store: Pick<OutputStore, 'read'>) {
  const content = await store.read(key);
  if (!content) return { code: 'object_missing' as const, detail: `The object ${key} is not in the store.` };
  const digest = createHash('sha256');
  let found = 0;
  for await (const piece of content) {
    digest.update(piece);
    found += piece.length;
  }
  const code = 'object_differs' as const;
  if (found !== bytes) return { code, detail: `The object ${key} has ${found} bytes instead of ${bytes}.` };
  if (digest.digest('hex') === sha256) return null;
  return { code, detail: `The object ${key} has the right size but different content: its SHA-256 differs.` };
}
