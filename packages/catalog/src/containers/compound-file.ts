import { Buffer } from 'node:buffer';
import { CatalogueError } from '../faults.ts';

/** A name in the directory of a compound file, which may stand anywhere in it. */
const named = (name: string) => Buffer.from(name, 'utf16le');

const ENCRYPTED = named('EncryptedPackage');
const DOCUMENTS = [
  { name: named('WordDocument'), what: 'a Word document' },
  { name: named('PowerPoint Document'), what: 'a PowerPoint presentation' },
];

/** Longer than any of the names. */
const OVERLAP = 64;

/** What a compound file is, as the fault with which it is refused: an encrypted workbook, or a document of old. */
export async function compoundFileFault(source: AsyncIterable<Uint8Array>): Promise<CatalogueError> {
  let document: string | undefined;
  let tail = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([tail, chunk]);
    if (bytes.includes(ENCRYPTED)) {
      return new CatalogueError('encrypted_workbook', 'The workbook is protected by a password.');
    }
    document ??= DOCUMENTS.find(({ name }) => bytes.includes(name))?.what;
    tail = bytes.subarray(-OVERLAP);
  }
  if (document) return new CatalogueError('not_csv', `This is not a CSV file; it looks like ${document}.`);
  return new CatalogueError('old_workbook', 'This is an old Excel workbook (XLS).');
}
