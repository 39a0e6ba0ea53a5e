import { createKept, type KeptCoefficients } from '../quantizing/kept-coefficients.ts';
import { type Quantizer, quantizeBlock } from '../quantizing/quantize-block.ts';
import { decline } from '../reading/declined.ts';
import type { JpegFile } from '../reading/read-file.ts';
import type { Tokens } from '../writing/tokens.ts';
import { type CodeLookup, createCodeLookup } from './code-lookup.ts';
import { type CoefficientLookup, createCoefficientLookup } from './coefficient-lookup.ts';
import { type Cursor, readDifference } from './cursor.ts';
import { intervalsOf } from './layout.ts';
import { readAc } from './read-ac.ts';

/** A component of the scan: how it is read, and what becomes of it. */
type Channel = {
  dc: CodeLookup;
  ac: CoefficientLookup;
  quantizer: Quantizer;
  /** The DC coefficient of the block before (ITU-T T.81, F.1.1.5.1), as it was read. */
  before: number;
};

/** What all blocks of an interval have in common. */
type Pass = { cursor: Cursor; kept: KeptCoefficients; tokens: Tokens; end: number };

/**
 * Quantizes a scan while it is read (F.2), without any of it being stored: the blocks are written in the order in which
 * they come.
 * @param quantizers one for each component
 */
export function requantizeScan(file: JpegFile, quantizers: readonly Quantizer[], tokens: Tokens): void {
  const channels = channelsOf(file, quantizers);
  const order = file.frame.components.flatMap(({ across, down }, index) =>
    Array<Channel>(across * down).fill(channels[index] ?? decline('a scan of too few components')),
  );
  const cursor = { bits: file.data.bits, at: 0 };
  const kept = createKept();
  for (const { units, start, end } of intervalsOf(file)) {
    cursor.at = start;
    for (const channel of channels) channel.before = 0;
    const pass = { cursor, kept, tokens, end };
    for (let unit = 0; unit < units; unit++) requantizeUnit(order, pass);
    // Bits that fill up the last byte are all that may follow.
    if (cursor.at + 8 <= end) decline('more data than the blocks need');
  }
}

/** V8 makes fast code of it by itself, as it does not of the loop that is run once for each file. */
function requantizeUnit(order: readonly Channel[], { cursor, kept, tokens, end }: Pass): void {
  for (const channel of order) {
    channel.before += readDifference(cursor, channel.dc);
    readAc(cursor, channel.ac, channel.quantizer.steps.vanishing, kept);
    if (cursor.at > end) decline('less data than the blocks need');
    quantizeBlock(channel.quantizer, channel.before, kept, tokens);
  }
}

function channelsOf({ scan, huffman }: JpegFile, quantizers: readonly Quantizer[]): Channel[] {
  // Components that share a table share what is made of it: it is large, and a core's cache is small.
  const lookups = new Map(
    scan.map(({ ac }) => [
      ac,
      createCoefficientLookup(huffman.ac[ac] ?? decline('a scan without its AC table')),
    ]),
  );
  return quantizers.map((quantizer, index) => {
    const { dc, ac } = scan[index] ?? decline('a scan of too few components');
    return {
      dc: createCodeLookup(huffman.dc[dc] ?? decline('a scan without its DC table')),
      ac: lookups.get(ac) ?? decline('a scan without its AC table'),
      quantizer,
      before: 0,
    };
  });
}
