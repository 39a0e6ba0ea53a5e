import type { HuffmanTable } from '../reading/huffman-table.ts';

/**
 * The Huffman table that codes symbols of these frequencies in the fewest bits (ITU-T T.81, K.2).
 * @param frequencies how often each of the 256 symbols occurs
 */
export function optimalTable(frequencies: Int32Array): HuffmanTable {
  const lengths = codeLengths(frequencies);
  const counts = new Uint32Array(64);
  for (const length of lengths.values()) counts[length] = (counts[length] ?? 0) + 1;
  const limited = limitTo16(counts);
  const symbols = [...lengths.keys()].filter((symbol) => symbol !== RESERVED);
  symbols.sort((a, b) => (lengths.get(a) ?? 0) - (lengths.get(b) ?? 0) || a - b);
  return { counts: limited, symbols: Uint8Array.from(symbols) };
}

/** A symbol that never occurs gets the code of all ones, which no other may have. */
const RESERVED = 256;

type Tree = { frequency: number; symbols: number[] };

/** Joins the two rarest again and again; each time all symbols in them become one bit longer. */
function codeLengths(frequencies: Int32Array): Map<number, number> {
  const trees: Tree[] = [{ frequency: 1, symbols: [RESERVED] }];
  frequencies.forEach((frequency, symbol) => {
    if (frequency > 0) trees.push({ frequency, symbols: [symbol] });
  });
  const lengths = new Map<number, number>();
  for (const {
    symbols: [symbol = 0],
  } of trees)
    lengths.set(symbol, 0);
  trees.sort((a, b) => b.frequency - a.frequency);
  while (trees.length > 1) {
    const [one, other] = [trees.pop(), trees.pop()];
    if (!one || !other) break;
    const symbols = [...one.symbols, ...other.symbols];
    for (const symbol of symbols) lengths.set(symbol, (lengths.get(symbol) ?? 0) + 1);
    const joined = { frequency: one.frequency + other.frequency, symbols };
    let place = trees.length;
    while (place > 0 && (trees[place - 1]?.frequency ?? 0) < joined.frequency) place -= 1;
    trees.splice(place, 0, joined);
  }
  return lengths;
}

/** Moves codes that are too long up in the tree (figure K.3), and takes the reserved one out, which is among the longest. */
function limitTo16(counts: Uint32Array): Uint8Array {
  for (let length = counts.length - 1; length > 16; length--) {
    while ((counts[length] ?? 0) > 0) {
      let shorter = length - 2;
      while ((counts[shorter] ?? 0) === 0) shorter -= 1;
      add(counts, length, -2);
      add(counts, length - 1, 1);
      add(counts, shorter + 1, 2);
      add(counts, shorter, -1);
    }
  }
  let longest = 16;
  while ((counts[longest] ?? 0) === 0) longest -= 1;
  add(counts, longest, -1);
  return Uint8Array.from(counts.subarray(1, 17));
}

function add(counts: Uint32Array, length: number, change: number): void {
  counts[length] = (counts[length] ?? 0) + change;
}
