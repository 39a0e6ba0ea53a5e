import { setTimeout as delay } from 'node:timers/promises';
import type { Catalogue } from '../chaos/catalogue.ts';
import { type Upload, upload } from '../chaos/uploader.ts';

/** An upload, and how long its client waited until it was accepted. */
export type TimedUpload = Upload & { seconds: number };

const CLIENTS = 3;
const PAUSE_MS = 500;
/** As long as clients wait by default. */
const ANSWER_WITHIN_MS = 30_000;

export type Uploading = {
  /** How many there are, at least. */
  least: number;
  /** A catalogue, and where its webhook goes. */
  next(n: number): [Catalogue, string];
  /** What happens meanwhile; uploads go on until it is over. */
  meanwhile(): Promise<void>;
};

/** Several clients upload catalogues, each under a key of its own, and repeat what is refused or not answered. */
export async function uploadDuring(
  api: string,
  { least, next, meanwhile }: Uploading,
): Promise<TimedUpload[]> {
  const uploads: TimedUpload[] = [];
  let begun = 0;
  let isOver = false;
  const client = async () => {
    while (!isOver || begun < least) {
      begun += 1;
      const [catalogue, webhookUrl] = next(begun);
      const from = performance.now();
      const sent = await upload(api, catalogue, {
        webhookUrl,
        keyed: true,
        answerWithinMs: ANSWER_WITHIN_MS,
      });
      uploads.push({ ...sent, seconds: (performance.now() - from) / 1000 });
      await delay(PAUSE_MS);
    }
  };
  const happening = meanwhile().finally(() => {
    isOver = true;
  });
  await Promise.all([happening, ...Array.from({ length: CLIENTS }, client)]);
  return uploads;
}
