import { filterFor, STREAM, UPLOADS } from '@halftone/contracts';
import type { JetStreamClient, JetStreamManager } from 'nats';
import { CorruptUploadError, isNoMessageFound } from './errors.ts';
import { deleteReader, openReader, readStream } from './read-stream.ts';
import { descriptionIn, fieldsIn } from './uploads.ts';

const ACCEPTED = filterFor('request.accepted');

/**
 * Removes files that no accepted request refers to, and chunks of files that were never completed: what is left of an
 * upload whose gateway died before it could clean up. Of an upload under way the newest chunk is young; of one that is
 * about to be accepted the file is. Ages are by the server's clock. Several may do this at once: names are never used
 * again, and to remove what is gone is nothing.
 * @returns how many were removed
 */
export async function removeOrphans(
  js: JetStreamClient,
  jsm: JetStreamManager,
  olderThanMs: number,
): Promise<number> {
  const bucket = await contentOf(jsm);
  const latest = (await serverTime(jsm)) - olderThanMs;
  // Read after the bucket: what was accepted meanwhile is found here.
  const acceptedFiles = await filesOfRequests(js, jsm);
  let removed = 0;
  for (const { subject, name, chunks, storedAt } of bucket.files) {
    if (acceptedFiles.has(name) || storedAt > latest) continue;
    await jsm.streams.purge(UPLOADS.name, { filter: chunks });
    await jsm.streams.purge(UPLOADS.name, { filter: subject });
    removed += 1;
  }
  for (const chunks of bucket.looseChunks) {
    const newest = await newestOn(jsm, chunks);
    if (!newest || newest.time.getTime() > latest) continue;
    await jsm.streams.purge(UPLOADS.name, { filter: chunks });
    removed += 1;
  }
  return removed;
}

/** The names of the files that accepted requests refer to. */
async function filesOfRequests(js: JetStreamClient, jsm: JetStreamManager): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const message of readStream(js, jsm, { stream: STREAM.name, filter: ACCEPTED })) {
    const name = fileOf(message.data);
    if (name !== undefined) names.add(name);
  }
  return names;
}

/**
 * The file of an acceptance, without asking for more than its name: what a newer release accepted, and this one cannot
 * read, is not an orphan.
 */
function fileOf(acceptance: Uint8Array): string | undefined {
  const { data } = fieldsIn(acceptance);
  const upload = data instanceof Object && 'upload' in data ? data.upload : undefined;
  const object = upload instanceof Object && 'object' in upload ? upload.object : undefined;
  return typeof object === 'string' ? object : undefined;
}

type StoredFile = { subject: string; name: string; chunks: string; storedAt: number };

async function contentOf(jsm: JetStreamManager): Promise<{ files: StoredFile[]; looseChunks: string[] }> {
  const { state } = await jsm.streams.info(UPLOADS.name, { subjects_filter: '>' });
  const subjects = Object.keys(state.subjects ?? {});
  const files: StoredFile[] = [];
  for (const subject of subjects.filter((one) => one.startsWith(UPLOADS.descriptionOf('')))) {
    const stored = await newestOn(jsm, subject);
    const description = stored && readable(stored.data);
    if (!stored || !description) continue;
    const { name, nuid } = description;
    files.push({ subject, name, chunks: UPLOADS.chunksOf(nuid), storedAt: stored.time.getTime() });
  }
  const described = new Set(files.map(({ chunks }) => chunks));
  const isLoose = (subject: string) => subject.startsWith(UPLOADS.chunksOf('')) && !described.has(subject);
  return { files, looseChunks: subjects.filter(isLoose) };
}

/** Null for what describes no file, which must not keep the others from being removed. */
function readable(bytes: Uint8Array) {
  try {
    return descriptionIn(bytes);
  } catch (error) {
    if (error instanceof CorruptUploadError) return null;
    throw error;
  }
}

/** The newest message on a subject; null when it is gone by now. */
async function newestOn(jsm: JetStreamManager, subject: string) {
  try {
    return await jsm.streams.getMessage(UPLOADS.name, { last_by_subj: subject });
  } catch (error) {
    if (isNoMessageFound(error)) return null;
    throw error;
  }
}

/** A clock of ours may be wrong by more than an upload is old; only a new consumer tells what time it is at the server. */
async function serverTime(jsm: JetStreamManager): Promise<number> {
  const { name, created } = await openReader(jsm, { stream: STREAM.name, filter: ACCEPTED, from: 1 });
  await deleteReader(jsm, STREAM.name, name);
  return Date.parse(String(created));
}
