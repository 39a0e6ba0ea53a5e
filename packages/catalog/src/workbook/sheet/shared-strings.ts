import { MAX_EVENT_BYTES } from '@halftone/contracts';
import type { WorkbookLimits } from '../limits.ts';
import { parseXml } from '../package/xml.ts';
import { unescaped } from './cell-text.ts';
import { StringStore } from './string-store.ts';

/** Reads the texts that the cells of a workbook refer to by number. The runs of rich text are joined, hints on reading are left out. */
export async function readSharedStrings(
  bytes: AsyncIterable<Uint8Array>,
  limits: Pick<WorkbookLimits, 'maxStrings' | 'maxStringBytes'>,
): Promise<StringStore> {
  const strings = new StringStore(limits);
  let text = '';
  let inText = false;
  let inHint = false;
  await parseXml(bytes, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') inText = !inHint;
      else if (name === 'rPh') inHint = true;
    },
    close(name) {
      if (name === 'si') strings.add(unescaped(text));
      else if (name === 't') inText = false;
      else if (name === 'rPh') inHint = false;
    },
    text(piece) {
      // The row of a longer text fits no event, whatever else it has.
      if (inText && text.length <= MAX_EVENT_BYTES) text += piece;
    },
  });
  return strings;
}
