import { filterFor, STREAM, UPLOADS } from '@halftone/contracts';
import type { JetStreamClient, JetStreamManager } from 'nats';
import { CorruptUploadError, isNoMessageFound } from '../errors.ts';
import { removeOne } from '../removal/remove.ts';
import { deleteReader, openReader, readStream } from '../stream/read-stream.ts';
import { descriptionIn, fieldsIn } from './description.ts';

const ACCEPTED = filterFor('request.accepted');
const DESCRIPTIONS = UPLOADS.descriptionOf('*');

/** The log and the bucket may have leaders on servers whose clocks differ; by less than this, surely. */
const CLOCKS_DIFFER_MS = 60 * 60 * 1000;

/**
 * Removes files that no accepted request refers to, and chunks of files that were never completed: what is left of an
 * upload whose gateway died before it could clean up. Of an upload in progress the newest chunk is young; of one that is
 * about to be accepted the file is. Ages are by the server's clock. Several may do this at once: names are never used
 * again, and to remove what is gone is nothing. It holds the names of what is in the bucket, which keeps files for days.
 * @returns how many were removed
 */
export async function removeOrphans(
  js: JetStreamClient,
  jsm: JetStreamManager,
  olderThanMs: number,
): Promise<number> {
  const latest = (await serverTime(jsm)) - olderThanMs;
  const { oldFiles, looseChunks } = await contentOf(js, jsm, latest);
  // Read after the bucket: what was accepted meanwhile is found here.
  await skipAccepted(js, jsm, oldFiles);
  let removed = 0;
  for (const { seq, chunks } of oldFiles.values()) {
    await jsm.streams.purge(UPLOADS.name, { filter: chunks });
    await removeOne(jsm, UPLOADS.name, seq);
    removed += 1;
  }
  for (const chunks of looseChunks) {
    const newest = await newestOn(jsm, chunks);
    if (!newest || newest.time.getTime() > latest) continue;
    await jsm.streams.purge(UPLOADS.name, { filter: chunks });
    removed += 1;
  }
  return removed;
}

type StoredFile = { seq: number; chunks: string; storedAt: number };

/** The files that are old enough, by name and oldest first, and the chunks that belong to no file, old or new. */
async function contentOf(js: JetStreamClient, jsm: JetStreamManager, latest: number) {
  // Listed before the files: the chunks of one that is completed meanwhile are found to be its own.
  const looseChunks = await chunksIn(jsm);
  const oldFiles = new Map<string, StoredFile>();
  for await (const message of readStream(js, jsm, { stream: UPLOADS.name, filter: DESCRIPTIONS })) {
    const description = readable(message.data);
    if (!description) continue;
    const chunks = UPLOADS.chunksOf(description.nuid);
    looseChunks.delete(chunks);
    const storedAt = message.info.timestampNanos / 1e6;
    if (storedAt <= latest) oldFiles.set(description.name, { seq: message.seq, chunks, storedAt });
  }
  return { oldFiles, looseChunks };
}

async function chunksIn(jsm: JetStreamManager): Promise<Set<string>> {
  const { state } = await jsm.streams.info(UPLOADS.name, { subjects_filter: UPLOADS.chunksOf('*') });
  return new Set(Object.keys(state.subjects ?? {}));
}

/** Takes out the files that accepted requests refer to. A request is accepted after its file is stored. */
async function skipAccepted(
  js: JetStreamClient,
  jsm: JetStreamManager,
  files: Map<string, StoredFile>,
): Promise<void> {
  const [oldest] = files.values();
  if (!oldest) return;
  const from = new Date(oldest.storedAt - CLOCKS_DIFFER_MS);
  for await (const { data } of readStream(js, jsm, { stream: STREAM.name, filter: ACCEPTED, from })) {
    const name = fileOf(data);
    if (name !== undefined) files.delete(name);
  }
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
