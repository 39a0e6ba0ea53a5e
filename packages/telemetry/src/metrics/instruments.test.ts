import { expect, test, vi } from 'vitest';
import { mostSeriesOf } from './declaration.ts';
import { instrumentsOf } from './instruments.ts';
import { exposition } from './registry.ts';

const samplesOf = async (name: string) =>
  (await exposition()).body.split('\n').filter((line) => line.startsWith(name));

test('values of a label that are not declared count as other', async () => {
  const { fruit } = instrumentsOf({
    fruit: { type: 'counter', name: 'fruit_total', help: 'Fruit.', labels: { kind: ['apple', 'pear'] } },
  });
  fruit.add({ kind: 'apple' });
  for (const kind of ['plum', 'fig']) fruit.add({ kind: kind as 'apple' });
  expect(await samplesOf('fruit_total')).toEqual([
    'fruit_total{kind="apple"} 1',
    'fruit_total{kind="other"} 2',
  ]);
});

test('of a label whose values are not known only so many are kept as were declared', async () => {
  const { routes } = instrumentsOf({
    routes: {
      type: 'counter',
      name: 'routes_total',
      help: 'Routes.',
      labels: { route: { of: 'a route', atMost: 2 } },
    },
  });
  for (const route of ['/a', '/b', '/c', '/d', '/a']) routes.add({ route });
  expect(await samplesOf('routes_total')).toEqual([
    'routes_total{route="/a"} 2',
    'routes_total{route="/b"} 1',
    'routes_total{route="other"} 2',
  ]);
});

test('of combinations of labels only so many are kept as were declared', async () => {
  const { calls } = instrumentsOf({
    calls: {
      type: 'counter',
      name: 'calls_total',
      help: 'Calls.',
      labels: { route: { of: 'a route', atMost: 9 }, status: ['200', '404'] },
      atMost: 1,
    },
  });
  calls.add({ route: '/a', status: '200' });
  calls.add({ route: '/a', status: '404' });
  expect(await samplesOf('calls_total')).toEqual([
    'calls_total{route="/a",status="200"} 1',
    'calls_total{route="other",status="other"} 1',
  ]);
});

test('a counter that starts at zero has every series before anything has happened', async () => {
  instrumentsOf({
    doors: {
      type: 'counter',
      name: 'doors_total',
      help: 'Doors.',
      labels: { state: ['open', 'shut'] },
      fromZero: true,
    },
  });
  expect(await samplesOf('doors_total')).toEqual([
    'doors_total{state="open"} 0',
    'doors_total{state="shut"} 0',
  ]);
});

test('a counter refuses to count down, at once and not when somebody asks', async () => {
  const { fish } = instrumentsOf({ fish: { type: 'counter', name: 'fish_total', help: 'Fish.' } });
  for (const by of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => fish.add({}, by)).toThrow(RangeError);
  fish.add({}, 2);
  expect(await samplesOf('fish_total')).toEqual(['fish_total 2']);
});

test('a gauge is read when somebody asks, and is missing when it cannot be read', async () => {
  const { depth } = instrumentsOf({ depth: { type: 'gauge', name: 'depth_metres', help: 'Depth.' } });
  expect(await samplesOf('depth_metres')).toEqual([]);
  const readings = [
    Promise.resolve([[{}, 3] as const]),
    Promise.reject(new Error('too dark')),
    Promise.resolve([]),
  ];
  for (const reading of readings) reading.catch(() => {});
  depth.readWith(() => readings.shift() ?? new Promise(() => {}));
  expect(await samplesOf('depth_metres')).toEqual(['depth_metres 3']);
  expect(await samplesOf('depth_metres')).toEqual([]);
  readings.length = 0;
  vi.useFakeTimers();
  const late = samplesOf('depth_metres');
  await vi.advanceTimersByTimeAsync(2000);
  vi.useRealTimers();
  expect(await late).toEqual([]);
});

test('the bound on the series of a metric counts buckets and what is beyond the bounds of its labels', () => {
  const histogram = {
    type: 'histogram',
    name: 'x_seconds',
    help: 'X.',
    labels: { a: ['1', '2'], b: { of: 'b', atMost: 9 } },
    buckets: [1, 2],
  } as const;
  expect(mostSeriesOf(histogram)).toBe(2 * 10 * (2 + 3));
});
