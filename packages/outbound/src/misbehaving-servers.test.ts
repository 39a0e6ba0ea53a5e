import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import { createOutbound } from './outbound.ts';
import { MISBEHAVING_ANSWERS } from './testing/misbehaving-answers.ts';
import { rawOrigin } from './testing/origins.ts';

const downloading: DownloadOptions = {
  maxBytes: 100_000,
  headerTimeoutMs: 300,
  idleTimeoutMs: 300,
  totalTimeoutMs: 8_000,
  maxRedirects: 2,
};
const posting = { headers: {}, body: '{}', timeoutMs: 1_200, maxAnswerBytes: 1_000 };

for (const [where, answers] of Object.entries(MISBEHAVING_ANSWERS)) {
  describe.concurrent(`a server that misbehaves ${where}`, () => {
    it.each(answers)('and %s has its outcome', async (_what, answer, downloaded, posted) => {
      await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
      await using origin = await rawOrigin((socket) =>
        typeof answer === 'string' ? socket.end(answer, 'latin1') : answer(socket),
      );
      const [download, post] = await Promise.allSettled([
        client.download(origin.url, downloading),
        client.post(origin.url, posting),
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
