import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import { createOutbound } from './outbound.ts';
import { MISBEHAVING_ANSWERS } from './testing/misbehaving-answers.ts';
import { rawOrigin } from './testing/origins.ts';

/** A busy machine may take longer to notice what is wrong than a test wants to wait for what never comes. */
const downloading = (end: object): DownloadOptions => {
  const patienceMs = 'code' in end && end.code === 'timeout' ? 300 : 2_000;
  return {
    maxBytes: 100_000,
    headerTimeoutMs: patienceMs,
    idleTimeoutMs: patienceMs,
    totalTimeoutMs: 10_000,
    maxRedirects: 2,
  };
};
const posting = (end: unknown) => ({
  headers: {},
  body: '{}',
  timeoutMs: end === 'timeout' ? 1_200 : 2_500,
  maxAnswerBytes: 1_000,
});

for (const [where, answers] of Object.entries(MISBEHAVING_ANSWERS)) {
  describe.concurrent(`a server that misbehaves ${where}`, () => {
    it.each(answers)('and %s has its outcome', async (_what, answer, downloaded, posted) => {
      await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
      await using origin = await rawOrigin((socket) =>
        typeof answer === 'string' ? socket.end(answer, 'latin1') : answer(socket),
      );
      const [download, post] = await Promise.allSettled([
        client.download(origin.url, downloading(downloaded)),
        client.post(origin.url, posting(posted)),
      ]);
      expect(download).toMatchObject(
        'bytes' in downloaded
          ? { value: { bytes: Buffer.from(downloaded.bytes) } }
          : { reason: { name: 'OutboundError', ...downloaded } },
      );
      expect(post).toMatchObject(
        typeof posted === 'number'
          ? { value: { status: posted } }
          : { reason: { name: 'OutboundError', code: posted } },
      );
    });
  });
}
