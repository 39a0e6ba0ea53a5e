import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Recipe } from '@halftone/contracts';
import type { CompressedImage, ReserveMemory } from '../codec/compress.ts';
import { ImageError } from '../codec/image-error.ts';
import { createAnswers } from './answers.ts';
import { CodecCrash } from './codec-crash.ts';
import type { CodecSettings, Order } from './conversation.ts';
import { OUTPUTS } from './pipes.ts';
import { createReader } from './reader.ts';

/** A process that compresses images, one at a time. Disposing of it kills it: there is nothing in it to be kept. */
export type CodecProcess = AsyncDisposable & {
  /** @throws ImageError when it is the image's fault, CodecCrash when the process did not survive it */
  compress(bytes: Buffer, recipe: Recipe, reserve: ReserveMemory): Promise<CompressedImage>;
  /** What it held after its last image. */
  residentBytes(): number;
  isRunning(): boolean;
};

export type CodecOptions = CodecSettings & {
  /** The module that it runs. */
  entry: string;
  /** The process is killed when an image takes longer; waiting for memory is not counted. */
  timeoutMs: number;
  /** What the process may allocate; beyond it allocations fail. */
  maxMemoryBytes: number;
};

/** The kernel holds a process to its memory only when it is told before the process starts. A crash leaves no dump. */
const LIMITED = 'ulimit -c 0; ulimit -d "$1"; shift; exec "$@"';

/**
 * The whole environment, so that no secret is in it. libuv's pool has a thread for the image in work and one to spare.
 * glibc's memory fragments under libvips, less so with fewer arenas.
 */
const ENVIRONMENT = { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' };

const START_TIMEOUT_MS = 30_000;

/** @throws when the process does not come up */
export async function startCodecProcess({ timeoutMs, ...options }: CodecOptions): Promise<CodecProcess> {
  await using starting = new AsyncDisposableStack();
  const { child, stdin, outputs } = spawnCodec(options);
  starting.defer(() => kill(child));
  const answers = createAnswers(child);
  const output = createReader(outputs);
  await answers.next(START_TIMEOUT_MS);
  let residentBytes = 0;

  async function compress(bytes: Buffer, recipe: Recipe, reserve: ReserveMemory): Promise<CompressedImage> {
    say(child, { kind: 'image', bytes: bytes.length, recipe });
    stdin.write(bytes);
    let hasMemory = false;
    for (;;) {
      const answer = await answers.next(timeoutMs);
      if (answer.kind === 'failed') throw new ImageError(answer.code, answer.detail);
      if (answer.kind === 'needs') {
        // Who holds some and waits for more could wait for itself.
        if (hasMemory) throw new CodecCrash('The codec asked for memory twice.');
        hasMemory = true;
        await reserve(answer.bytes);
        say(child, { kind: 'go' });
      }
      if (answer.kind === 'done') {
        residentBytes = answer.residentBytes;
        const file = await answers.orEnd(output.read(answer.output.bytes), timeoutMs);
        return { source: answer.source, output: { ...answer.output, bytes: file } };
      }
    }
  }

  const started = starting.move();
  return {
    compress,
    residentBytes: () => residentBytes,
    isRunning: () => isRunning(child),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function spawnCodec({ entry, limits, allotment, maxMemoryBytes }: Omit<CodecOptions, 'timeoutMs'>) {
  const codec = [process.execPath, entry, JSON.stringify({ limits, allotment } satisfies CodecSettings)];
  const child = spawn(
    '/bin/sh',
    ['-c', LIMITED, 'codec', String(Math.ceil(maxMemoryBytes / 1024)), ...codec],
    {
      // What libraries print goes where errors go, and not among the outputs.
      stdio: ['pipe', process.stderr.fd, 'inherit', 'ipc', 'pipe'],
      env: ENVIRONMENT,
    },
  );
  const { stdin } = child;
  const outputs = child.stdio[OUTPUTS];
  if (!stdin || !(outputs instanceof Readable)) throw new Error('The codec process has no pipes.');
  // A process that is gone is told of by its exit.
  stdin.on('error', () => {});
  return { child, stdin, outputs };
}

function say(child: ChildProcess, order: Order): void {
  child.send(order, () => {});
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function kill(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
