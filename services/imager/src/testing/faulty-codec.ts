import { pbkdf2 } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { compress } from '../codec/compress.ts';
import { PIPES } from '../codec-process/pipes.ts';
import { serveCodec } from '../codec-process/serve-codec.ts';

/** A codec for tests, in which a file that holds one of these words does what an attack on a decoder might. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  'fault:abort': () => process.abort(),
  'fault:segv': () => process.kill(process.pid, 'SIGSEGV'),
  'fault:kill': () => process.kill(process.pid, 'SIGKILL'),
  'fault:exit': () => process.exit(0),
  'fault:throw': () => {
    throw new Error('a fault');
  },
  'fault:loop': () => {
    for (;;);
  },
  // In a thread of libuv's pool, where sharp's work is.
  'fault:thread': () => new Promise((resolve) => pbkdf2('', '', 2 ** 31 - 1, 64, 'sha512', resolve)),
  'fault:memory': async () => {
    for (const held = []; ; await delay(1)) held.push(Buffer.alloc(64 * 1024 * 1024, 1));
  },
  'fault:greed': () => {
    for (const bytes of [1, 2]) say({ kind: 'needs', bytes });
  },
  'fault:lie': () => say({ kind: 'done', output: 'none' }),
  'fault:babble': () => write('no JSON\n'),
  'fault:repeat': () => {
    for (;;) say({ kind: 'ready' });
  },
  'fault:endless': () => {
    for (const much = 'x'.repeat(1024 * 1024); ; ) write(much);
  },
  'fault:more': () => {
    say(done(4));
    write('12345');
  },
  'fault:flood': () => {
    say(done(4));
    for (const much = 'x'.repeat(1024 * 1024); ; ) write(much);
  },
  'fault:huge': () => say(done(2 ** 40)),
  // Each wait alone is short enough.
  'fault:dawdle': async () => {
    await delay(1_200);
    say({ kind: 'needs', bytes: 1 });
    await delay(1_200);
    say({ kind: 'failed', code: 'corrupt', detail: 'after all', source: {} });
  },
  'fault:late': () => {
    // In one piece: what comes later may come when the next image is in work already.
    write(`${JSON.stringify({ kind: 'failed', code: 'corrupt', detail: 'and more', source: {} })}\nmore\n`);
  },
};

function say(answer: unknown): void {
  write(`${JSON.stringify(answer)}\n`);
}

function write(text: string): void {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(PIPES.outputs, bytes, offset);
}

/** An answer that announces a file. */
function done(bytes: number) {
  const size = { width: 1, height: 1 };
  const output = { ...size, bytes, format: 'png', quality: 50, keptOriginal: false, codec: 'reencoded' };
  return {
    kind: 'done',
    source: { ...size, format: 'png', frames: 1, colours: 'rgb' },
    output,
    residentBytes: 0,
  };
}

/** A library that has something to say, where programs say it. */
const CHATTY = 'fault:print';

serveCodec(JSON.parse(process.argv[2] ?? ''), async (bytes, ...rest) => {
  if (bytes.includes(CHATTY)) writeSync(1, 'a warning\n');
  const word = Object.keys(FAULTS).find((fault) => bytes.includes(fault));
  if (word) {
    await FAULTS[word]?.();
    await new Promise(() => {});
  }
  return compress(bytes, ...rest);
});
