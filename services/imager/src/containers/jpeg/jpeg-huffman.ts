/**
 * For every 16 bits the symbol whose code they begin with, beside the length of that code: (length << 8) | symbol.
 * A length of 0 stands for no code.
 */
export type HuffmanTable = Uint16Array;

/** The kind (0 for DC, 1 for AC) and number of a table, as the headers name it. */
export const tableKey = (kind: 0 | 1, number: number) => (kind << 4) | number;

/**
 * The tables of a DHT segment by their keys (ITU-T T.81, B.2.4.2; the codes by annex C).
 * @returns undefined when they are none
 */
export function readTables(content: Buffer): Map<number, HuffmanTable> | undefined {
  const tables = new Map<number, HuffmanTable>();
  for (let at = 0; at < content.length; ) {
    const lengths = content.subarray(at + 1, at + 17);
    const symbolsAt = at + 17;
    const count = lengths.reduce((sum, length) => sum + length, 0);
    if (symbolsAt + count > content.length) return undefined;
    const table = createTable(lengths, content.subarray(symbolsAt, symbolsAt + count));
    if (!table) return undefined;
    tables.set(content.readUInt8(at), table);
    at = symbolsAt + count;
  }
  return tables;
}

function createTable(lengths: Buffer, symbols: Buffer): HuffmanTable | undefined {
  const table = new Uint16Array(1 << 16);
  let end = 0;
  let index = 0;
  for (const [bits, count] of lengths.entries()) {
    const length = bits + 1;
    for (let code = 0; code < count; code++) {
      const start = end;
      end += 1 << (16 - length);
      if (end > table.length) return undefined;
      table.fill((length << 8) | (symbols[index++] ?? 0), start, end);
    }
  }
  return table;
}
