import { PassThrough, type Readable } from 'node:stream';

/**
 * Two readers of one stream. The slower one sets the pace, so no more than the streams' own small buffers are held
 * in memory. A reader that stops early leaves the rest to the other; a source that breaks breaks both.
 */
export function tee(source: Readable): [PassThrough, PassThrough] {
  const branches: [PassThrough, PassThrough] = [new PassThrough(), new PassThrough()];
  for (const branch of branches) source.pipe(branch);
  const breakOff = (cause?: Error) => {
    for (const branch of branches) branch.destroy(cause);
  };
  source.once('error', breakOff);
  source.once('close', () => {
    if (!source.readableEnded && !source.errored) breakOff(new Error('the stream was closed before its end'));
  });
  return branches;
}
