import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { exposition } from '@halftone/telemetry';
import { describe, expect, it } from 'vitest';
import { FILES, LIMITS, RECIPE } from '../codec/images.fixture.ts';
import { type CodecPoolOptions, createCodecPool } from './codec-pool.ts';
import { childrenOf, environmentOf, isAlive } from './processes.fixture.ts';

const FAULTY = fileURLToPath(new URL('../testing/faulty-codec.ts', import.meta.url));
const SILENT = fileURLToPath(new URL('../testing/silent-codec.ts', import.meta.url));
const OWNER = fileURLToPath(new URL('codec-pool.fixture.ts', import.meta.url));
const MIB = 1024 * 1024;
const logger = createLogger('imager', 'silent');
const memory = async () => {};

/** What a file may do to the process that decodes it, and how that shows. */
const FAULTS = [
  ['abort', /SIGABRT/],
  ['segv', /SIGSEGV/],
  ['kill', /SIGKILL/],
  ['exit', /exit code 0/],
  ['throw', /exit code 1/],
  ['memory', /process ended while decoding/],
  ['lie', /an invalid answer/],
  ['babble', /an invalid answer/],
  ['endless', /an invalid answer/],
  ['greed', /unexpected message: needs/],
  ['repeat', /unexpected message: ready/],
  ['more', /more bytes than it announced/],
  ['flood', /more bytes than it announced/],
  ['huge', /more bytes than pixels have/],
] as const;
const HANGS = [
  ['loop', /within 2000 ms/],
  ['thread', /within 2000 ms/],
  ['dawdle', /within 2000 ms/],
] as const;

function poolForTest(options: Partial<CodecPoolOptions> = {}) {
  return createCodecPool({
    entry: FAULTY,
    processes: 1,
    limits: LIMITS,
    allotment: 64 * MIB,
    timeoutMs: 20_000,
    maxMemoryBytes: 2048 * MIB,
    niceness: 0,
    maxIdleBytes: 512 * MIB,
    maxImages: 1000,
    logger,
    ...options,
  });
}

/** How often codec processes of this process have been replaced until now, by reason. */
async function replacements(): Promise<(reason: string) => number> {
  const { body } = await exposition();
  return (reason) =>
    Number(new RegExp(`replacements_total\\{reason="${reason}"\\} (\\d+)`).exec(body)?.[1] ?? 0);
}

describe('a codec process', () => {
  it('compresses images one after the other, and survives what is not an image', async () => {
    await using pool = await poolForTest();
    const before = await childrenOf(process.pid);
    for (const make of Object.values(FILES)) {
      const bytes = await make();
      const { output } = await pool.compress(bytes, RECIPE, memory);
      expect(output.bytes.length).toBeLessThan(bytes.length);
    }
    const page = pool.compress(Buffer.from('<!doctype html>'), RECIPE, memory);
    await expect(page).rejects.toMatchObject({ name: 'ImageError', code: 'not_an_image' });
    expect(await childrenOf(process.pid)).toEqual(before);
  });

  it('asks for the memory that an image takes beyond its allotment, and waits for it', async () => {
    const asked: number[] = [];
    const reserve = async (bytes: number) => void asked.push(bytes);
    const bytes = await FILES.png();
    await using pool = await poolForTest({ allotment: 1000 });
    await pool.compress(bytes, RECIPE, reserve);
    expect(asked).toEqual([240 * 160 * 3 * 4 - 1000]);
    const refused = pool.compress(bytes, RECIPE, () => Promise.reject(new Error('stopping')));
    await expect(refused).rejects.toThrow('stopping');
    await expect(pool.compress(bytes, RECIPE, reserve)).resolves.toBeDefined();
  });

  it.each([
    ['that ends', FAULTS, {}, { crashed: 6, invalid_answer: 8, timeout: 0 }],
    ['that does not end', HANGS, { timeoutMs: 2_000 }, { crashed: 0, invalid_answer: 0, timeout: 3 }],
  ])(
    '%s is a crash of the image it had in flight, and is replaced',
    async (_what, faults, options, replaced) => {
      const before = await replacements();
      await using pool = await poolForTest({ maxMemoryBytes: 768 * MIB, ...options });
      const harmless = await FILES.jpeg();
      for (const [fault, detail] of faults) {
        const killer = pool.compress(Buffer.from(`fault:${fault}`), RECIPE, memory);
        await expect(killer).rejects.toMatchObject({
          name: 'CodecCrash',
          code: 'crashed',
          detail: expect.stringMatching(detail),
        });
        await expect(pool.compress(harmless, RECIPE, memory)).resolves.toBeDefined();
      }
      const after = await replacements();
      for (const [reason, times] of Object.entries(replaced)) {
        expect([reason, after(reason) - before(reason)]).toEqual([reason, times]);
      }
    },
  );

  it('may have libraries that print: their words get into no image', async () => {
    const bytes = Buffer.concat([await FILES.jpeg(), Buffer.from('quiet')]);
    await using pool = await poolForTest();
    const quiet = await pool.compress(bytes, RECIPE, memory);
    const chatty = await pool.compress(Buffer.concat([bytes, Buffer.from('fault:print')]), RECIPE, memory);
    expect(chatty.output.bytes.equals(quiet.output.bytes)).toBe(true);
    const next = await pool.compress(bytes, RECIPE, memory);
    expect(next.output.bytes.equals(quiet.output.bytes)).toBe(true);
  });

  it('that ended while it was idle is replaced without an image noticing', async () => {
    await using pool = await poolForTest();
    for (const pid of await childrenOf(process.pid)) process.kill(pid, 'SIGKILL');
    await waitFor('the end to be noted', async () => (await childrenOf(process.pid)).length === 0);
    await expect(pool.compress(await FILES.jpeg(), RECIPE, memory)).resolves.toBeDefined();
  });

  it('that goes on talking after an image is replaced without the next one noticing', async () => {
    await using pool = await poolForTest();
    const before = await childrenOf(process.pid);
    const code = 'corrupt';
    await expect(pool.compress(Buffer.from('fault:late'), RECIPE, memory)).rejects.toMatchObject({ code });
    await expect(pool.compress(await FILES.jpeg(), RECIPE, memory)).resolves.toBeDefined();
    expect(await childrenOf(process.pid)).not.toEqual(before);
  });

  it('is replaced when it holds more than it may after an image', async () => {
    await using pool = await poolForTest({ maxIdleBytes: 1 });
    const [before] = await childrenOf(process.pid);
    await pool.compress(await FILES.jpeg(), RECIPE, memory);
    const [after] = await childrenOf(process.pid);
    expect(after).not.toBe(before);
  });

  it('is replaced when it has done so many images', async () => {
    await using pool = await poolForTest({ maxImages: 2 });
    const pids: (number | undefined)[] = [];
    for (let image = 0; image < 3; image += 1) {
      pids.push((await childrenOf(process.pid))[0]);
      await pool.compress(await FILES.jpeg(), RECIPE, memory);
    }
    expect(pids[1]).toBe(pids[0]);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it('has nothing of the environment but where compiled code is kept', async () => {
    await using _pool = await poolForTest();
    const [pid = 0] = await childrenOf(process.pid);
    expect(await environmentOf(pid)).toContain('MALLOC_ARENA_MAX');
    expect(await environmentOf(pid)).toContain(`NODE_COMPILE_CACHE=${process.env.NODE_COMPILE_CACHE}`);
    expect(await environmentOf(pid)).not.toMatch(/PATH=|HOME=/);
  });

  it('stands back for others as far as it is told', async () => {
    await using _pool = await poolForTest({ niceness: 7 });
    const [pid = 0] = await childrenOf(process.pid);
    expect(getPriority(pid)).toBe(Math.min(19, getPriority() + 7));
  });

  it('that does not come up is no reason to wait forever', async () => {
    await expect(poolForTest({ entry: '/dev/null', processes: 2 })).rejects.toThrow(/exit code 0/);
    expect(await childrenOf(process.pid)).toEqual([]);
  });

  it('that is still starting does not hold up the end of its imager', async () => {
    const owner = spawn(process.execPath, [OWNER, SILENT, 'idle'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(owner, 'exit');
    const [codec = 0] = await waitFor('a codec process', async () => {
      const codecs = await childrenOf(owner.pid ?? 0);
      return codecs.length > 0 && codecs;
    });
    owner.kill('SIGTERM');
    expect(await exit).toEqual([null, 'SIGTERM']);
    await waitFor('the codec process to end', async () => !(await isAlive(codec)));
  });

  it.each(['idle', 'fault:thread'])('ends when its imager is killed (%s)', async (state) => {
    const owner = spawn(process.execPath, [OWNER, FAULTY, state], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(owner.stdout, 'data');
    const codecs = await childrenOf(owner.pid ?? 0);
    expect(codecs).toHaveLength(1);
    owner.kill('SIGKILL');
    await waitFor('the codec process to end', async () => !(await isAlive(codecs[0] ?? 0)));
  });
});
