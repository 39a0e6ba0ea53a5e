const MIB = 1024 * 1024;

/** What the texts and links of all workbooks that are being read may take together in this process. */
const BUDGET = 160 * MIB;

/** What a workbook takes whatever it holds: its parsers and the rows under way. */
const AT_LEAST = 4 * MIB;

let taken = 0;
const waiting: { bytes: number; begin: () => void }[] = [];

/**
 * Waits until there is room for a workbook of this size, in the order of asking. Reading depends on no client, as the file
 * lies on disk by then, so that everybody's turn comes.
 */
export async function memoryShare(bytes: number): Promise<Disposable> {
  const share = Math.min(Math.max(bytes, AT_LEAST), BUDGET);
  if (waiting.length > 0 || taken + share > BUDGET) {
    await new Promise<void>((begin) => waiting.push({ bytes: share, begin }));
  } else {
    taken += share;
  }
  return { [Symbol.dispose]: () => release(share) };
}

function release(share: number): void {
  taken -= share;
  for (let next = waiting[0]; next && taken + next.bytes <= BUDGET; next = waiting[0]) {
    waiting.shift();
    taken += next.bytes;
    next.begin();
  }
}
