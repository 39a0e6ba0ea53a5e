import type { Upload } from '@halftone/contracts';

/** What was assumed when a file was read, in sentences for the person who sent it. */
export function notesOn({ encoding, encodingFrom }: Pick<Upload, 'encoding' | 'encodingFrom'>): string[] {
  if (encodingFrom !== 'guess') return [];
  return [
    `The file does not say its encoding; it was read as ${encoding}. If names look wrong, upload it again with the field encoding, or as UTF-8.`,
  ];
}
