import { ErrorCode } from 'nats';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LogRefusedError } from '../errors.ts';
import { createConfirmationReader } from './confirmation.ts';

/** A reader that has seen one confirmation, as nats-server writes it. */
function experiencedReader() {
  const read = createConfirmationReader();
  expect(read(confirming(7))).toEqual({ seq: 7, duplicate: false });
  return (answer: string) => read(Buffer.from(answer));
}
const confirming = (seq: number | string) => Buffer.from(`{"stream":"HALFTONE", "seq":${seq}}`);

test('confirmations that differ by their sequence alone are not parsed', () => {
  const read = experiencedReader();
  const parse = vi.spyOn(JSON, 'parse');
  onTestFinished(() => parse.mockRestore());
  for (const seq of [1, 10, 999_999_999_999_999]) {
    expect(read(`{"stream":"HALFTONE", "seq":${seq}}`)).toEqual({ seq, duplicate: false });
  }
  expect(parse).not.toHaveBeenCalled();
});

test.each([
  ['{"stream":"HALFTONE", "seq":3,"duplicate": true}', { seq: 3, duplicate: true }],
  ['{"stream":"HALFTONE","domain":"hub", "seq":4}', { seq: 4, duplicate: false }],
  ['{"stream":"HALFTONE", "seq":9007199254740991}', { seq: 9007199254740991, duplicate: false }],
  ['{"stream":"HALFTONE", "seq":5, "later":{"seq":6}}', { seq: 5, duplicate: false }],
  ['{"stream":"HALFTONE", "seq": 8}', { seq: 8, duplicate: false }],
])('%s is read as what it says', (answer, published) => {
  const read = experiencedReader();
  expect(read(answer)).toEqual(published);
  expect(read(answer)).toEqual(published);
  expect(read('{"stream":"HALFTONE", "seq":12}')).toEqual({ seq: 12, duplicate: false });
});

test.each([
  ['', ErrorCode.BadJson],
  ['{"stream":"HALFTONE", "seq":}', ErrorCode.BadJson],
  ['{"stream":"HALFTONE", "seq":1', ErrorCode.BadJson],
  ['{"stream":"HALFTONE", "seq":1-1}', ErrorCode.BadJson],
  ['{"stream":"HALFTONE"}', ErrorCode.JetStreamInvalidAck],
  ['null', ErrorCode.JetStreamInvalidAck],
  ['{"stream":"HALFTONE","seq":0,"error":{"code":400,"err_code":10071,"description":"no"}}', '400'],
])('%s confirms nothing', (answer, code) => {
  expect(() => experiencedReader()(answer)).toThrow(expect.objectContaining({ code }));
});

test('a sequence that no log reaches is a damaged log', () => {
  expect(() => experiencedReader()('{"stream":"HALFTONE", "seq":9223372036854775808}')).toThrow(
    LogRefusedError,
  );
});
