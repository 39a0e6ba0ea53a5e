import type { IncomingMessage } from 'node:http';
import type { FastifyMultipartOptions, Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problems.ts';
import { charsetIn, watchFileType, withDeclared } from './declared-charset.ts';
import { FILE_FIELDS } from './file-options.ts';
import {
  drainOnRefusal,
  fileTooLarge,
  type IncomingFile,
  type ReadSubmission,
  refuseDeclaredOversize,
} from './incoming-file.ts';
import type { UploadOptions } from './upload-options.ts';

const MAX_FILENAME = 255;
/** Fields that may stand in a form several times. */
const LISTS = ['channels'];
/**
 * What the form may weigh beside the file: boundaries, part headers and the other fields; and what the parser passes over
 * without a word, such as text before the first boundary.
 */
const FORM_ALLOWANCE = 1024 * 1024;

/** The bounds within which a form is parsed. */
export const formLimits = (maxFileBytes: number): FastifyMultipartOptions => ({
  limits: {
    files: 1,
    fields: 20,
    parts: 21,
    fieldSize: 8 * 1024,
    headerPairs: 50,
    fileSize: maxFileBytes,
  },
  // An excess ends the file itself, so that nobody has to look for it afterwards.
  throwFileSizeLimit: false,
});

export type UploadFormOptions = {
  maxFileBytes: number;
  /** What the fields of the form ask for; throws a Problem when they cannot be meant so. */
  optionsOf: (fields: Record<string, unknown>) => UploadOptions;
  /** The name under which a field is read, or null for one that is ignored; each under its own if left out. */
  nameOf?: (field: string) => string | null;
};

/**
 * Reads the form of an upload as it arrives: the other fields may stand before or after the file. What stands before
 * it is refused before it is read.
 */
export function uploadForm(
  request: FastifyRequest,
  { maxFileBytes, optionsOf, nameOf = (field) => field }: UploadFormOptions,
): ReadSubmission {
  return (receive) =>
    drainOnRefusal(request.raw, async () => {
      const fields: Record<string, unknown> = {};
      let received: { value: Awaited<ReturnType<typeof receive>> } | undefined;
      refuseDeclaredOversize(request, maxFileBytes, FORM_ALLOWANCE);
      for await (const { part, contentType } of partsOf(request)) {
        if (part.type === 'file') {
          const checked: typeof receive = async (file) =>
            receive({ ...file, options: withDeclared(optionsOf(fields).file, charsetIn(contentType)) });
          received = { value: await receivePart(part, maxFileBytes, checked) };
        } else {
          const name = nameOf(part.fieldname);
          if (name === null) continue;
          if (received && FILE_FIELDS.includes(name)) throw tooLate(name);
          addField(fields, name, part);
        }
      }
      if (!received) {
        throw new Problem('missing_file', "The form has no file in the field 'file'.", {
          error: 'No file uploaded',
        });
      }
      return { options: optionsOf(fields), received: received.value };
    });
}

/** A field that says how the file is read, after it was. */
const tooLate = (field: string) =>
  new Problem('invalid_form', `The field '${field}' must come before the file.`, {
    hint: 'Send it before the file, or as a query parameter of POST /v1/requests.',
  });

function addField(
  fields: Record<string, unknown>,
  name: string,
  { fieldname, value, valueTruncated }: MultipartField,
): void {
  // An input that was left empty is sent anyway.
  if (value === '') return;
  if (valueTruncated) throw new Problem('invalid_form', `The field '${fieldname}' is too long.`);
  if (Object.hasOwn(fields, name)) {
    if (LISTS.includes(name)) {
      fields[name] = [fields[name], value].join(',');
      return;
    }
    throw new Problem('invalid_form', `The field '${name}' is in the form more than once.`);
  }
  fields[name] = value;
}

type MultipartField = Exclude<Multipart, MultipartFile>;

type Part = { part: Multipart; contentType?: string | undefined };

async function* partsOf(request: FastifyRequest): AsyncGenerator<Part> {
  const parts = request.parts();
  let file: MultipartFile['file'] | undefined;
  try {
    // Reading begins with the first part that is asked for, and only then may anybody watch.
    let next = parts.next();
    const fileType = watchFileType(request.raw);
    const excess = excessOf(request.raw, () => file?.bytesRead ?? 0);
    for (;;) {
      const { done, value: part } = await Promise.race([next, excess]);
      if (done) return;
      if (part.type === 'file') {
        file = part.file;
        yield { part, contentType: fileType() };
      } else yield { part };
      next = parts.next();
    }
  } catch (err) {
    if (err instanceof Problem) throw err;
    // The plugin's own errors have codes of Fastify's; what the parser and the connection beneath throw does not.
    if (err instanceof Error && 'code' in err && String(err.code).startsWith('FST_')) throw err;
    throw brokenForm(err);
  }
}

/** Rejects once the form weighs too much beside its file: the parser itself would read on for as long as something comes. */
function excessOf(raw: IncomingMessage, fileBytes: () => number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  // It may come while a part is in flight, and is then met with the next.
  promise.catch(() => {});
  let bytes = 0;
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes - fileBytes() <= FORM_ALLOWANCE) return;
    reject(
      new Problem('body_too_large', `The form is larger than ${FORM_ALLOWANCE} bytes without its file.`),
    );
  });
  return promise;
}

async function receivePart<T>(
  { file, fieldname, filename }: MultipartFile,
  maxFileBytes: number,
  receive: (file: IncomingFile) => Promise<T>,
): Promise<T> {
  // The form may break while nobody reads the file yet, and an error without a listener would end the process.
  file.on('error', () => {});
  const refuseExcess = () => void file.destroy(fileTooLarge(maxFileBytes));
  // A small form has been parsed to its end before its parts are looked at.
  if (file.truncated) refuseExcess();
  else file.once('limit', refuseExcess);
  try {
    if (fieldname !== 'file') {
      throw new Problem('missing_file', "The form has a file in a field other than 'file'.");
    }
    return await receive({ filename: filenameOf(filename), content: contentOf(file) });
  } finally {
    file.destroy();
  }
}

async function* contentOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (err) {
    throw err instanceof Problem ? err : brokenForm(err);
  }
}

function filenameOf(name: string | undefined): string {
  const cleaned = (name ?? '').replace(/\p{Cc}/gu, '').toWellFormed();
  return cleaned.slice(0, MAX_FILENAME).toWellFormed() || 'catalogue.csv';
}

function brokenForm(cause: unknown): Problem {
  return new Problem('invalid_form', 'The form is malformed or ends too early.', { cause });
}
