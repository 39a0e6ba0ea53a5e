/**
 * What a workbook may take, so that a small file cannot cost much. All are far above what spreadsheet programs write for a
 * catalogue; whoever needs more has a CSV, which has no such limits.
 */
export type WorkbookLimits = {
  /** Bytes of the file itself. */
  maxBytes: number;
  /** Entries of the ZIP directory; pictures are not counted among the parts. */
  maxEntries: number;
  maxParts: number;
  /** Unpacked bytes of a part that is held in memory: the list of sheets, their relations, the styles. */
  maxHeldBytes: number;
  /** Bytes of all parts that are read, unpacked. */
  maxUnpackedBytes: number;
  /** How many times its packed size a part may have; only looked at beyond `ratioFromBytes`. */
  maxRatio: number;
  ratioFromBytes: number;
  maxSheets: number;
  /** Shared strings, which are held in memory: their number, and their bytes together. */
  maxStrings: number;
  maxStringBytes: number;
  /** Cells of all rows, the empty ones before the last of a row too. */
  maxCells: number;
  maxColumns: number;
  /**
   * Characters of all cells as they come out, for many cells may refer to one long text: so many in any case, and so many
   * times the unpacked bytes of sheet and texts.
   */
  maxTextLength: number;
  maxTextRatio: number;
  /** Links of the sheet, those over a range counted by its rows, and their bytes together. */
  maxLinks: number;
  maxLinkBytes: number;
};

const MIB = 1024 * 1024;

export const WORKBOOK_LIMITS: WorkbookLimits = {
  maxBytes: 64 * MIB,
  maxEntries: 100_000,
  maxParts: 10_000,
  maxHeldBytes: 16 * MIB,
  maxUnpackedBytes: 1024 * MIB,
  // Deflate reaches 1032; sheets full of equal rows stay under 100.
  maxRatio: 200,
  ratioFromBytes: 16 * MIB,
  maxSheets: 1000,
  maxStrings: 5_000_000,
  maxStringBytes: 96 * MIB,
  maxCells: 50_000_000,
  maxColumns: 2000,
  maxTextLength: 128 * MIB,
  maxTextRatio: 50,
  maxLinks: 500_000,
  maxLinkBytes: 32 * MIB,
};
