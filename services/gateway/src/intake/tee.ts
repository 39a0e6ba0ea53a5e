import { PassThrough, type Readable } from 'node:stream';

/**
 * Two readers of one source. The slower one sets the pace, so no more than the readers' own small buffers is held in
 * memory. A reader that stops early leaves the rest to the other; when both have stopped, the source is let go. A
 * source that breaks breaks both, with its error.
 */
export function tee(source: AsyncIterable<Uint8Array>): [Readable, Readable] {
  const branches: [PassThrough, PassThrough] = [new PassThrough(), new PassThrough()];
  void distribute(source, branches);
  return branches;
}

async function distribute(source: AsyncIterable<Uint8Array>, branches: PassThrough[]): Promise<void> {
  try {
    for await (const chunk of source) {
      await Promise.all(branches.map((branch) => taken(branch, chunk)));
      if (branches.every(({ destroyed }) => destroyed)) return;
    }
    for (const branch of branches) branch.end();
  } catch (err) {
    for (const branch of branches) branch.destroy(err instanceof Error ? err : new Error(String(err)));
  }
}

/** Resolves once the branch has room for more, or nobody reads it any longer. */
function taken(branch: PassThrough, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      branch.off('close', done);
      resolve();
    };
    // A branch that is closed while it is full never calls back.
    branch.once('close', done);
    branch.write(chunk, done);
  });
}
