import { expect, test } from 'vitest';
import { Declined } from '../reading/declined.ts';
import { KERNEL_FAULT, withKernel } from './kernel.ts';

const MEGABYTE = 2 ** 20;
const sizeOf = (bytes: number) =>
  withKernel((kernel) => kernel.open(bytes) && kernel.memory.buffer.byteLength);

test('a fault of the kernel is no more than a file that is left to a decoder', () => {
  const readBehindTheMemory = () => withKernel((kernel) => kernel.prepareWrittenCodes(0, 2 ** 31));
  expect(readBehindTheMemory).toThrow(new Declined(`${KERNEL_FAULT}: memory access out of bounds`));
  expect(sizeOf(1000)).toBeGreaterThan(0);
});

test('neither is a lack of memory', () => {
  const withoutRoom = () => withKernel((kernel) => new Uint8Array(kernel.memory.buffer, 0, 2 ** 31));
  expect(withoutRoom).toThrow(Declined);
  expect(sizeOf(1000)).toBeGreaterThan(0);
});

test('a kernel takes 256 MB and no more, and one that has become large is given up', () => {
  expect(sizeOf(200 * MEGABYTE)).toBe(0);
  expect(sizeOf(100 * MEGABYTE)).toBeGreaterThan(200 * MEGABYTE);
  expect(sizeOf(1000)).toBeLessThan(MEGABYTE);
});
