import { CorruptUploadError } from '../errors.ts';

/** What the bucket says of a file. */
export type Description = { name: string; nuid: string; size: number; digest: string };

/**
 * @returns null for a file that was deleted, of which the object store's own clients leave a note
 * @throws CorruptUploadError when the bytes describe no file
 */
export function descriptionIn(bytes: Uint8Array): Description | null {
  const { name, nuid: id, size, digest, deleted } = fieldsIn(bytes);
  if (deleted === true) return null;
  const isDescription = typeof name === 'string' && typeof id === 'string' && typeof size === 'number';
  if (!isDescription || typeof digest !== 'string') {
    throw new CorruptUploadError('the uploads bucket holds an invalid description');
  }
  return { name, nuid: id, size, digest };
}

/** What a JSON object has; nothing when the bytes are none. */
export function fieldsIn(bytes: Uint8Array): Record<string, unknown> {
  try {
    return { ...JSON.parse(Buffer.from(bytes).toString()) };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
