import type { IncomingMessage } from 'node:http';
import { encodingDeclared } from '@halftone/catalog';
import type { FileOptions } from './file-options.ts';

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** The charset that a content type names. */
export const charsetIn = (contentType: string | undefined): string | undefined =>
  CHARSET.exec(contentType ?? '')?.[1];

/** The options of a file that was declared to have a charset. */
export const withDeclared = (options: FileOptions, charset: string | undefined): FileOptions => ({
  ...options,
  encoding: { ...options.encoding, declared: encodingDeclared(charset) },
});

const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i;

/** What may stand above the file: the other fields, each with its header. */
const MOST_ABOVE = 256 * 1024;

/**
 * Reads along what a form has above its file, since the parser gives a part's content type without its parameters. To be
 * called when reading has begun.
 * @returns what gives the content type of the file, once the parser has come to it
 */
export function watchFileType(raw: IncomingMessage): () => string | undefined {
  const [, quoted, plain] = BOUNDARY.exec(raw.headers['content-type'] ?? '') ?? [];
  let above = '';
  const watch = (chunk: Buffer) => {
    if (above.length < MOST_ABOVE) above += chunk.toString('latin1');
  };
  raw.on('data', watch);
  return () => {
    raw.off('data', watch);
    const headers = above.split(`--${quoted ?? plain}\r\n`).map((part) => part.split('\r\n\r\n', 1)[0] ?? '');
    const ofFile = headers.find((header) => /^content-disposition:.*[;\s]filename/im.test(header));
    return ofFile && /^content-type:[ \t]*(.*)$/im.exec(ofFile)?.[1];
  };
}
