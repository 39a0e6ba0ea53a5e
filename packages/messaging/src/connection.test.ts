import { expect, test } from 'vitest';
import { serversOf } from './connection.ts';

test.each([
  ['127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
  ['nats://a:4222, nats://b:4223', { servers: ['a:4222', 'b:4223'] }],
  ['nats://imager:p%40ss@a:4222', { servers: ['a:4222'], user: 'imager', pass: 'p@ss' }],
  ['nats://s3cret@a:4222', { servers: ['a:4222'], token: 's3cret' }],
  ['tls://a:4222', { servers: ['a:4222'], tls: {} }],
])('the servers and credentials in %s', (url, expected) => {
  expect(serversOf(url)).toEqual(expected);
});
