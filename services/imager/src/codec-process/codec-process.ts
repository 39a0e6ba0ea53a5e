import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Duplex } from 'node:stream';
import type { CompressedImage, CompressionOrder, ReserveMemory } from '../codec/compress.ts';
import { ImageError } from '../formats/image-error.ts';
import { type Answers, createAnswers } from './answers.ts';
import type { Answer, CodecSettings, Order } from './conversation.ts';
import { createLifetime, type Patience, patienceOf } from './lifetime.ts';
import { PIPES } from './pipes.ts';

/** A process that compresses images, one at a time. Disposing of it kills it: there is nothing in it to be kept. */
export type CodecProcess = AsyncDisposable & {
  /**
   * @param allocate makes the room for the output, which may have more than was asked for
   * @throws ImageError when it is the image's fault, CodecCrash when the process did not survive it
   */
  compress(
    bytes: Buffer,
    recipe: CompressionOrder,
    reserve: ReserveMemory,
    allocate?: (bytes: number) => Buffer,
  ): Promise<CompressedImage>;
  /** What it held after its last image. */
  residentBytes(): number;
  /** Whether it has neither ended nor said anything since its last image. */
  isUsable(): boolean;
};

export type CodecOptions = CodecSettings & {
  /** The module that it runs. */
  entry: string;
  /** The process is killed when an image takes longer; waiting for memory is not counted. */
  timeoutMs: number;
  /** What the process may allocate; beyond it allocations fail. */
  maxMemoryBytes: number;
  /** Its nice value, from 0 to 19: whoever waits for an answer goes before what keeps every core busy for hours. */
  niceness: number;
  /** Kills it, also while it starts. */
  signal?: AbortSignal;
};

/** The kernel holds a process to its memory only when it is told before the process starts. A crash leaves no dump. */
const LIMITED = 'ulimit -c 0; ulimit -d "$1"; niceness=$2; shift 2; exec nice -n "$niceness" "$@"';

/** Where Node keeps what it compiles, if it does so for this process: a codec then starts in a third of the time. */
const compiled = getCompileCacheDir();

/**
 * The whole environment, so that no secret is in it. libuv's pool has a thread for the image in work and one to spare.
 * glibc's memory fragments under libvips, less so with fewer arenas.
 */
const ENVIRONMENT = {
  UV_THREADPOOL_SIZE: '2',
  MALLOC_ARENA_MAX: '2',
  // Node adds a folder for its version.
  ...(compiled !== undefined && { NODE_COMPILE_CACHE: dirname(compiled) }),
};

/** It makes few objects and no garbage to speak of; by default V8 sets 64 MB aside for new ones. */
const NODE_OPTIONS = ['--max-semi-space-size=1'];

const START_TIMEOUT_MS = 30_000;

/** @throws when the process does not come up */
export async function startCodecProcess({ timeoutMs, ...options }: CodecOptions): Promise<CodecProcess> {
  await using starting = new AsyncDisposableStack();
  const { child, sources, orders, outputs } = spawnCodec(options);
  starting.defer(() => kill(child));
  const lifetime = createLifetime(child);
  const answers = createAnswers(outputs, lifetime);
  await answers.next(['ready'], patienceOf(START_TIMEOUT_MS));
  const maxOutputBytes = largestOutput(options.limits);
  const say = (order: Order) => void orders.write(`${JSON.stringify(order)}\n`);
  let residentBytes = 0;

  const compress: CodecProcess['compress'] = async (
    bytes,
    recipe,
    reserve,
    allocate = Buffer.allocUnsafeSlow,
  ) => {
    const patience = patienceOf(timeoutMs);
    say({ kind: 'image', bytes: bytes.length, recipe });
    sources.write(bytes);
    const outcome = await outcomeOf(answers, patience, async (needed) => {
      await reserve(needed);
      say({ kind: 'go' });
    });
    if (outcome.kind === 'failed') throw imageError(outcome);
    const { source, output } = outcome;
    if (output.bytes > maxOutputBytes) throw lifetime.end('The codec announced more bytes than pixels have.');
    residentBytes = outcome.residentBytes;
    const file = allocate(output.bytes).subarray(0, output.bytes);
    await answers.file(file, patience);
    return { source, output: { ...output, bytes: file } };
  };

  const started = starting.move();
  return {
    compress,
    residentBytes: () => residentBytes,
    isUsable: () => isRunning(child) && answers.isQuiet(),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function imageError({ code, detail, hint, source }: Extract<Answer, { kind: 'failed' }>): ImageError {
  return new ImageError(code, detail, { source, ...(hint !== undefined && { hint }) });
}

/** It may ask for memory once: who holds some and waits for more could wait for itself. */
async function outcomeOf(answers: Answers, patience: Patience, provide: ReserveMemory) {
  const answer = await answers.next(['needs', 'failed', 'done'], patience);
  if (answer.kind !== 'needs') return answer;
  await provide(answer.bytes);
  return await answers.next(['failed', 'done'], patience);
}

/** No format takes more for a pixel than four samples of two bytes; the rest is for headers and metadata. */
function largestOutput({ maxPixels, maxAnimationPixels }: CodecSettings['limits']): number {
  return 8 * Math.max(maxPixels, maxAnimationPixels) + 32 * 1024 * 1024;
}

function spawnCodec({ entry, limits, allotment, signal, ...bounds }: Omit<CodecOptions, 'timeoutMs'>) {
  const settings = JSON.stringify({ limits, allotment } satisfies CodecSettings);
  const codec = [process.execPath, ...NODE_OPTIONS, entry, settings];
  const maxMemoryKib = String(Math.ceil(bounds.maxMemoryBytes / 1024));
  const limited = ['-c', LIMITED, 'codec', maxMemoryKib, String(bounds.niceness), ...codec];
  const child = spawn('/bin/sh', limited, {
    // What libraries print goes where errors go, and not among the outputs.
    stdio: ['pipe', process.stderr.fd, 'inherit', 'pipe', 'pipe'],
    env: ENVIRONMENT,
    signal,
    killSignal: 'SIGKILL',
  });
  const sources = child.stdin;
  const { [PIPES.orders]: orders, [PIPES.outputs]: outputs } = child.stdio;
  if (!sources || !(orders instanceof Duplex && outputs instanceof Duplex)) {
    throw new Error('The codec process has no pipes.');
  }
  // A process that is gone is told of by its exit.
  for (const pipe of [sources, orders, outputs]) pipe.on('error', () => {});
  return { child, sources, orders, outputs };
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function kill(child: ChildProcess): Promise<void> {
  // Whatever it has started may hold the pipes open after its end.
  for (const pipe of child.stdio) pipe?.destroy();
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
