import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliDecompress, createUnzip, createZstdDecompress } from 'node:zlib';
import { networkError, OutboundError } from '../failures.ts';
import { type Allocate, createGrowingBuffer } from './growing-buffer.ts';
import { createAnyInflate } from './inflate.ts';

/** The window that RFC 9659 allows, 8 MB: the format's own limit would have us keep 128 MB for each download. */
const zstdDecoder = () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } });

/** Servers compress although we ask them not to. */
const DECODERS = new Map<string, () => NodeJS.ReadWriteStream>([
  ['gzip', createUnzip],
  ['x-gzip', createUnzip],
  ['deflate', createAnyInflate],
  ['br', createBrotliDecompress],
  ['zstd', zstdDecoder],
]);

export type BodyHeaders = { length: string | undefined; coding: string | undefined };

/** The most bytes the decoded body can have, as far as the headers tell. */
export function expectedBytes(headers: BodyHeaders, maxBytes: number): number {
  const declared = declaredBytes(headers) ?? maxBytes;
  if (declared > maxBytes) throw tooLarge(maxBytes, declared);
  return declared;
}

/** The decoded body; at most `maxBytes` of it are ever held. */
export async function readBody(
  body: Readable,
  headers: BodyHeaders,
  maxBytes: number,
  allocate?: Allocate,
): Promise<Buffer> {
  const decoded = createGrowingBuffer(maxBytes, declaredBytes(headers), allocate);
  let received = 0;
  body.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  const collect = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      if (decoded.length + chunk.length > maxBytes) return callback(tooLarge(maxBytes));
      decoded.append(chunk);
      callback();
    },
  });
  try {
    await pipeline([body, ...decodersFor(headers), collect]);
  } catch (error) {
    // Nothing is no compressed stream, but all that such a server has to say.
    if (received === 0 && codeOf(error) === 'Z_BUF_ERROR') return decoded.toBuffer();
    throw bodyError(error, received, headers);
  }
  return decoded.toBuffer();
}

/** What the decoded body has by its header, which counts the bytes before decoding. */
function declaredBytes(headers: BodyHeaders): number | undefined {
  if (!headers.length || codingsOf(headers).length > 0) return undefined;
  const declared = Number(headers.length);
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : undefined;
}

/** What undoes the coding that the header fields name. */
export function decodersFor(headers: BodyHeaders): NodeJS.ReadWriteStream[] {
  const codings = codingsOf(headers);
  // Browsers undo them all, but a coding of a coding is a mistake of a server, or made to be a bomb.
  if (codings.length > 1) {
    throw new OutboundError(
      'unexpected_status',
      `The server applied more than one content coding to the file (${headers.coding}); only one is undone.`,
    );
  }
  return codings.map((decoder) => decoder());
}

/** As in browsers, a coding that nobody knows ("utf-8", "none") is none: the bytes themselves say what they are. */
function codingsOf({ coding = '' }: BodyHeaders): (() => NodeJS.ReadWriteStream)[] {
  return coding.split(',').flatMap((name) => DECODERS.get(name.trim().toLowerCase()) ?? []);
}

function bodyError(error: unknown, received: number, headers: BodyHeaders): unknown {
  const code = codeOf(error);
  if (isEndTooEarly(error, code)) {
    const of = headers.length ? ` of ${headers.length}` : '';
    return truncated(`The server sent ${received}${of} bytes and closed the connection.`, error);
  }
  // All that was announced may have come, so how many bytes there were explains nothing.
  if (code === 'Z_BUF_ERROR') return truncated('The compressed answer ended too early.', error);
  if (/^Z_|^ERR__ERROR|^ZSTD_/.test(code)) {
    const detail = `The server says that it compressed the file (${headers.coding}), but the bytes do not decompress.`;
    return new OutboundError('corrupt', detail, { cause: error });
  }
  return networkError(error);
}

/**
 * Whether the connection was closed before all was sent. Where the answer said that it would be closed after it, undici
 * reports the end as a wrong length, or as one in the middle of a chunk, and a reset as well.
 */
function isEndTooEarly(error: unknown, code: string): boolean {
  if (code === 'UND_ERR_SOCKET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return true;
  return (
    error instanceof Error && error.name === 'HTTPParserError' && error.message.includes('Invalid EOF state')
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function truncated(detail: string, cause: unknown): OutboundError {
  return new OutboundError('truncated', detail, { retryable: true, cause });
}

function tooLarge(maxBytes: number, declared?: number): OutboundError {
  const size = declared === undefined ? `more than ${maxBytes}` : declared;
  const detail = `The file has ${size} bytes; the limit is ${maxBytes} bytes.`;
  return new OutboundError('too_large', detail, { fileBytes: declared ?? maxBytes + 1 });
}
