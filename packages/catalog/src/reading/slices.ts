/** Enough to be worth the turn, and little enough to take a few milliseconds whatever stands in it. */
const LEAST_BYTES = 4 * 1024;
const MOST_BYTES = 16 * 1024;

/**
 * The bytes in slices of about one size, each in a turn of the event loop of its own: so whoever reads a file holds up
 * nobody for longer than one slice takes, and of several files that are read at the same time one slice is read a turn.
 * Nothing comes any more once the signal is given.
 */
export async function* slices(
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of source) {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < LEAST_BYTES) continue;
    yield* inTurns(joined(waiting), signal);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield* inTurns(joined(waiting), signal);
}

const joined = (pieces: Uint8Array[]) =>
  pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);

async function* inTurns(bytes: Uint8Array, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += MOST_BYTES) {
    await nextTurn();
    signal?.throwIfAborted();
    yield bytes.subarray(start, start + MOST_BYTES);
  }
}

const waitingForTurn: (() => void)[] = [];

/** Resolves in a later turn of the event loop, in which nobody else who waits here goes on. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waitingForTurn.push(resolve);
    if (waitingForTurn.length === 1) setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  waitingForTurn.shift()?.();
  if (waitingForTurn.length > 0) setImmediate(giveTurn);
}
