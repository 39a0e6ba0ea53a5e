import type { Columns } from '@halftone/contracts';
import { looksLikeUrl } from '../cells/image-urls.ts';
import { CatalogueError, quoted } from '../faults.ts';
import { headingsOf } from '../systems/headings.ts';
import { OWN_HEADINGS } from '../systems/plain-headings.ts';
import { type ChosenColumns, type ColumnChoice, chosenColumns } from './column-choice.ts';
import { type Lines, plainLayout, systemLayout } from './layout.ts';
import { bestGuess, plainColumns } from './plain-columns.ts';
import { type Recognised, recognise } from './recognise.ts';
import type { Sample } from './sample.ts';

/** What is known of a file before its columns are told: its header, where it stands, and some rows from below it. */
export type Seen = { header: string[]; lines: Lines; sample: Sample };

/** What the caller says about the file. */
export type ColumnOptions = { choice?: ColumnChoice; baseUrl?: string };

/** Whether a row reads serial, name, URL(s): a file of three columns without a header. */
export function readsByPosition(row: readonly string[]): boolean {
  const [serial = '', name = '', ...images] = row;
  return !`${serial} ${name}`.includes('://') && looksLikeUrl(images[0] ?? '');
}

/**
 * How much a row says as a header: 3 for the headings of a known system with its images, 2 for a name and images, 1 for
 * either, 0 for none.
 */
export function meaningOf(row: readonly string[], sample: Sample): 0 | 1 | 2 | 3 {
  if (row.some(looksLikeUrl)) return 0;
  const headings = headingsOf(row);
  const recognised = recognise(headings, sample);
  if (recognised && (recognised.images.length > 0 || recognised.system.withoutImages)) return 3;
  const { name, images } = plainColumns(headings, row, sample);
  if (name !== null && images.length > 0) return 2;
  return name !== null || images.length > 0 ? 1 : 0;
}

/**
 * Which column holds what: as the caller says, else by the table of shop systems, else by the names that people use, or
 * by position when there are three columns of which none is known by name.
 * @throws CatalogueError `missing_columns` with the best guesses, `no_image_columns` for an export that holds no images
 */
export function columnsOf(seen: Seen, { choice = {}, baseUrl }: ColumnOptions = {}): Columns {
  const { header } = seen;
  const byPosition = { serial: 0, name: 1, images: 2 };
  if (header.some(looksLikeUrl)) {
    if (!readsByPosition(header)) {
      throw new CatalogueError('missing_columns', 'The file has no header line that names its columns.');
    }
    const layout = withBase(
      plainLayout([2], [], { headerLine: 0, dataLine: seen.lines.headerLine }),
      baseUrl,
    );
    return { header: [], ...byPosition, layout };
  }
  const columns = namingHeadings(header, () => columnsFound(seen, chosenColumns(choice, header)));
  return { ...columns, ...(columns.layout && { layout: withBase(columns.layout, baseUrl) }) };
}

/** Whoever is refused for the columns can choose among these. */
function namingHeadings<T>(header: readonly string[], find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof CatalogueError) error.seen = { ...error.seen, headings: header };
    throw error;
  }
}

function columnsFound(seen: Seen, chosen: ChosenColumns): Columns {
  const { header, sample, lines } = seen;
  const headings = headingsOf(header);
  const recognised = recognise(headings, sample);
  const plain = plainColumns(headings, header, sample);
  if (recognised?.system.withoutImages && !chosen.images && plain.images.length === 0) {
    throw new CatalogueError(
      'no_image_columns',
      `This is an export of ${recognised.system.title}, which holds no images.`,
      recognised.system.withoutImages,
    );
  }
  const images = chosen.images ?? (recognised?.images.length ? recognised.images : plain.images);
  const serial = chosen.serial ?? serialOf(recognised, seen) ?? plain.serial;
  const name = chosen.name ?? recognised?.name ?? plain.name ?? fallbackName(recognised, seen, serial);
  const [first] = images;
  if (first !== undefined && name !== null) {
    const layout =
      recognised && (recognised.images.length > 0 || chosen.images)
        ? systemLayout(recognised.system, images, headings, lines)
        : plainLayout(images, headings, lines);
    return { header, serial: serial === name ? null : serial, name, images: first, layout };
  }
  if (isPositional(seen, plain, chosen)) {
    return { header, serial: 0, name: 1, images: 2, layout: plainLayout([2], [], lines) };
  }
  throw missingColumns(seen, { name, images: first ?? null });
}

/** Three columns of which none is known by name, and no address stands where none belongs. */
function isPositional(
  { header, sample }: Seen,
  plain: ReturnType<typeof plainColumns>,
  chosen: ChosenColumns,
) {
  if (header.length !== 3 || Object.keys(chosen).length > 0) return false;
  if (plain.name !== null || plain.images.length > 0) return false;
  return sample.length === 0 || sample.some(readsByPosition);
}

function serialOf(recognised: Recognised | null, { header }: Seen): number | null {
  if (!recognised) return null;
  const headings = headingsOf(header);
  for (const name of recognised.system.serial) {
    const column = headings.findIndex((forms) => forms.includes(name));
    if (column !== -1) return column;
  }
  return null;
}

/** A file of variants or images that has no names at all is named by what it refers to. */
function fallbackName(recognised: Recognised | null, { header, lines }: Seen, serial: number | null) {
  if (!recognised) return null;
  const headings = headingsOf(header);
  const { nameFallbacks } = systemLayout(recognised.system, recognised.images, headings, lines);
  return nameFallbacks[0] ?? serial;
}

const withBase = <L extends { baseUrl?: string }>(layout: L, baseUrl: string | undefined): L =>
  baseUrl === undefined ? layout : { ...layout, baseUrl };

const WANTED = { name: OWN_HEADINGS.name, images: OWN_HEADINGS.images } as const;

function missingColumns(
  { header, sample }: Seen,
  found: Record<'name' | 'images', number | null>,
): CatalogueError {
  const missing = (['name', 'images'] as const).filter((role) => found[role] === null);
  const lacking = missing.map((role) => `“${WANTED[role]}”`).join(' and ');
  const guesses = (['name', 'images'] as const).map((role) => {
    const column = found[role] ?? bestGuess(role, header, sample);
    return {
      role,
      heading: column === null ? undefined : header[column]?.trim(),
      isSure: found[role] !== null,
    };
  });
  const unsure = guesses.filter(({ heading, isSure }) => heading && !isSure);
  const guess = unsure.map(({ role, heading }) => `“${heading}” may hold the ${role}`).join(', ');
  return new CatalogueError(
    'missing_columns',
    `The header lacks ${lacking}; it reads ${quoted(header.join(', '))}.${guess ? ` The column ${guess}.` : ''}`,
    hintFor(guesses),
  );
}

/** How to say which columns are meant, with the best guesses filled in. */
function hintFor(guesses: ReadonlyArray<{ role: 'name' | 'images'; heading: string | undefined }>): string {
  const choice = Object.fromEntries(
    guesses.map(({ role, heading = 'HEADING' }) => [role, role === 'images' ? [heading] : heading]),
  );
  return `Name the columns ${Object.values(WANTED).join(' and ')}, or say which ones are meant with the option columns, for instance columns=${JSON.stringify(choice)}.`;
}
