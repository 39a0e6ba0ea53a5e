import { CatalogueError, quoted } from '../faults.ts';
import { mainPart } from '../workbook/package/book.ts';
import type { Archive } from '../workbook/package/parts.ts';

/** What a ZIP archive holds that is a catalogue. */
export type ZipContent = { kind: 'workbook' } | { kind: 'csv'; part: string };

/** What the main part of an Office document is called, and what the document is then. */
const DOCUMENTS = [
  { part: /^xl\/.*\.bin$/i, code: 'binary_workbook', what: 'an Excel binary workbook (XLSB)' },
  { part: /^word\//i, code: 'not_csv', what: 'a Word document' },
  { part: /^ppt\//i, code: 'not_csv', what: 'a PowerPoint presentation' },
] as const;

const FILES_LISTED = 5;

/**
 * Tells what is in a ZIP archive.
 * @throws CatalogueError that says what it is, when it is neither a workbook nor one CSV
 */
export async function zipContent(archive: Archive): Promise<ZipContent> {
  const main = (await mainPart(archive)) ?? archive.find('xl/workbook.bin');
  if (main) {
    const document = DOCUMENTS.find(({ part }) => part.test(main));
    if (!document) return { kind: 'workbook' };
    throw new CatalogueError(document.code, `This is ${document.what}.`);
  }
  if (archive.find('mimetype') && archive.find('content.xml')) {
    throw new CatalogueError(
      'open_document',
      'This is an OpenDocument file, such as LibreOffice writes (ODS).',
    );
  }
  if (archive.find('Index/Document.iwa') || archive.find('Index.zip')) {
    throw new CatalogueError('numbers_document', 'This is a document of Apple Numbers.');
  }
  return onlyCsv(archive.names.filter((name) => !isHidden(name)));
}

/** What archivers add for themselves. */
const isHidden = (name: string) => name.startsWith('__MACOSX/') || /(?:^|\/)(?:\.|thumbs\.db$)/i.test(name);

function onlyCsv(names: string[]): ZipContent {
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0 && /\.(?:csv|tsv|txt)$/i.test(name)) {
    return { kind: 'csv', part: name };
  }
  const listed = names.slice(0, FILES_LISTED).map(quoted).join(', ');
  const more = names.length > FILES_LISTED ? ` and ${names.length - FILES_LISTED} more` : '';
  throw new CatalogueError(
    'archive_of_files',
    names.length === 0
      ? 'The ZIP archive is empty.'
      : `A ZIP archive must contain exactly one CSV file; this one contains ${listed}${more}.`,
  );
}
