import { decline } from './declined.ts';

/**
 * A Huffman table as a DHT segment gives it (ITU-T T.81, B.2.4.2): how many codes there are of each length from 1 to 16,
 * and the symbols in the order of their codes.
 */
export type HuffmanTable = { counts: Uint8Array; symbols: Uint8Array };

type TableClass = 'dc' | 'ac';

/** The tables that are in force, by their numbers. */
export type HuffmanTables = Record<TableClass, (HuffmanTable | undefined)[]>;

const MOST_TABLES = 4;

/**
 * The tables with those of a DHT segment put into their places.
 * @throws Declined when the segment is not as long as its tables, or a table has more codes than fit
 */
export function withTables({ dc, ac }: HuffmanTables, content: Uint8Array): HuffmanTables {
  const tables: HuffmanTables = { dc: [...dc], ac: [...ac] };
  for (let at = 0; at < content.length; ) {
    const place = content[at] ?? 0;
    const counts = content.slice(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + total;
    if (end > content.length || total > 256 || place >> 4 > 1 || (place & 15) >= MOST_TABLES) {
      decline('a Huffman table of another form');
    }
    checkCodes(counts);
    tables[place >> 4 === 0 ? 'dc' : 'ac'][place & 15] = { counts, symbols: content.slice(at + 17, end) };
    at = end;
  }
  return tables;
}

/** Codes of one length follow those of the shorter one, doubled (C.2); the one of all ones is never given away. */
function checkCodes(counts: Uint8Array): void {
  let code = 0;
  for (const [index, count] of counts.entries()) {
    code += count;
    if (count > 0 && code >= 2 ** (index + 1)) decline('a Huffman table with too many codes');
    code *= 2;
  }
}
