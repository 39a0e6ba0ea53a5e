import { describe, expect, test } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

const surroundings = { root: '/workspace', typedIn: '/workspace/docs' };
const read = (...args: string[]) => readArguments(args, surroundings);

describe('the command line', () => {
  test('without options the API takes port 3000, the home is in the workspace, and the sample runs', () => {
    expect(read()).toEqual({
      port: { number: 3000, asked: false },
      home: '/workspace/.halftone',
      sample: true,
      stores: false,
      help: false,
    });
  });

  test('options are taken as typed, and a relative home begins where they were typed', () => {
    expect(read('--port', '4100', '--home=data', '--no-sample')).toMatchObject({
      port: { number: 4100, asked: true },
      home: '/workspace/docs/data',
      sample: false,
    });
    expect(read('--home', '/tmp/h1').home).toBe('/tmp/h1');
    expect(read('--stores').stores).toBe(true);
  });

  test.each([
    [['--prot', '1'], /--prot/],
    [['--port', 'web'], /--port is "web"/],
    [['--port', '70000'], /1 to 65535/],
    [['--home'], /--home/],
    [['start'], /start/],
  ])('%j is refused with what is wrong', (args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });
});
