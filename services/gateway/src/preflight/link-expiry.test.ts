import { expect, test } from 'vitest';
import { expiryOf } from './link-expiry.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const SECONDS = AT / 1000;
const policy = Buffer.from(
  JSON.stringify({
    Statement: [{ Resource: 'https://a/*', Condition: { DateLessThan: { 'AWS:EpochTime': SECONDS } } }],
  }),
)
  .toString('base64')
  .replaceAll('+', '-')
  .replaceAll('=', '_')
  .replaceAll('/', '~');

test.each([
  ['https://b.s3.amazonaws.com/a.jpg?X-Amz-Date=20260102T020405Z&X-Amz-Expires=3600&X-Amz-Signature=x'],
  ['https://storage.googleapis.com/b/a.jpg?X-Goog-Date=20260102T020405Z&X-Goog-Expires=3600'],
  [`https://b.s3.amazonaws.com/a.jpg?AWSAccessKeyId=A&Expires=${SECONDS}&Signature=x`],
  ['https://x.blob.core.windows.net/c/a.jpg?sv=2024-01-01&se=2026-01-02T03%3A04%3A05Z&sig=abc'],
  [`https://d.cloudfront.net/a.jpg?Policy=${policy}&Signature=x&Key-Pair-Id=K`],
  [`https://cdn.example/a.jpg?hdnts=st=1~exp=${SECONDS}~acl=/*~hmac=f`],
  [`https://scontent.xx.fbcdn.net/a.jpg?oh=1&oe=${SECONDS.toString(16).toUpperCase()}`],
  [`https://cdn.discordapp.com/attachments/1/2/a.png?ex=${SECONDS.toString(16)}&is=1&hm=2`],
  [`https://p16.tiktokcdn.com/a.webp?x-expires=${SECONDS}&x-signature=y`],
  [`https://cdn.example/a.jpg?token=t&expires=${AT}`],
])('%s says until when it is good', (url) => {
  expect(expiryOf(url)).toBe(AT);
});

test.each([
  ['https://shop.example/a.jpg'],
  ['https://shop.example/a.jpg?exp=2&width=1600000000'],
  ['https://shop.example/a.jpg?expires=3600'],
  ['https://shop.example/a.jpg?se=2026-01-02&size=3'],
  ['https://shop.example/a.jpg?oe=6957A1B5'],
  ['https://shop.example/a.jpg?Policy=none'],
  ['https://shop.example/expires=1767323045/a.jpg'],
])('%s says nothing of the kind', (url) => {
  expect(expiryOf(url)).toBeUndefined();
});
