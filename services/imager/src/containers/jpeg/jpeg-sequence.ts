import { type Bits, createBits } from './jpeg-bits.ts';
import type { Component, Frame, Scan } from './jpeg-headers.ts';
import { type HuffmanTable, tableKey } from './jpeg-huffman.ts';

type BlockTables = { dc: HuffmanTable; ac: HuffmanTable };

/** What a scan is read with: the tables and the interval that were last defined before it. */
export type ScanSettings = { tables: ReadonlyMap<number, HuffmanTable>; restartInterval: number };

const BLOCK = 8;

/**
 * Whether the file ends before the scan of a sequential JPEG does: its blocks are counted by walking over their codes
 * (ITU-T T.81, F.2.2), since libvips does not hear of what is missing from the last of its rows.
 * @returns false also when the data are damaged before, which is for the decoder to judge
 */
export function endsWithin(
  bytes: Buffer,
  start: number,
  { frame, scan, settings }: { frame: Frame; scan: Scan; settings: ScanSettings },
): boolean {
  const layout = layoutOf(frame, scan, settings);
  if (!layout) return false;
  const bits = createBits(bytes, start);
  for (let unit = 0; unit < layout.units; unit++) {
    const isRestart = settings.restartInterval > 0 && unit > 0 && unit % settings.restartInterval === 0;
    if (isRestart && !bits.restart()) return bits.isAtEnd();
    for (const tables of layout.blocks) if (!passBlock(bits, tables)) return bits.isAtEnd();
  }
  return false;
}

/** How many units (MCUs) a scan has, and the tables of each of the blocks that make one (A.2). */
function layoutOf(frame: Frame, { parts }: Scan, { tables }: ScanSettings) {
  const components: Component[] = [];
  const blocks: BlockTables[] = [];
  for (const { id, dcTable, acTable } of parts) {
    const component = frame.components.find((candidate) => candidate.id === id);
    const dc = tables.get(tableKey(0, dcTable));
    const ac = tables.get(tableKey(1, acTable));
    if (!component || !dc || !ac) return undefined;
    components.push(component);
    const count = parts.length === 1 ? 1 : component.across * component.down;
    for (let block = 0; block < count; block++) blocks.push({ dc, ac });
  }
  return { units: unitsOf(frame, components), blocks };
}

function unitsOf({ width, height, components: all }: Frame, components: Component[]): number {
  const most = {
    across: Math.max(...all.map(({ across }) => across)),
    down: Math.max(...all.map(({ down }) => down)),
  };
  const [only] = components;
  // A component that has a scan to itself comes block by block, without those that only fill up a unit.
  if (components.length === 1 && only) {
    const wide = Math.ceil((width * only.across) / most.across);
    const high = Math.ceil((height * only.down) / most.down);
    return Math.ceil(wide / BLOCK) * Math.ceil(high / BLOCK);
  }
  return Math.ceil(width / (BLOCK * most.across)) * Math.ceil(height / (BLOCK * most.down));
}

/** One coefficient, and then runs of zeros with a coefficient behind each, up to the 64th or the end of the block. */
function passBlock(bits: Bits, { dc, ac }: BlockTables): boolean {
  const size = bits.symbol(dc);
  if (size < 0 || !bits.skip(size)) return false;
  for (let index = 1; index < BLOCK * BLOCK; index++) {
    const symbol = bits.symbol(ac);
    if (symbol < 0 || !bits.skip(symbol & 15)) return false;
    const zeros = symbol >> 4;
    if ((symbol & 15) === 0 && zeros < 15) return true;
    index += zeros;
  }
  return true;
}
