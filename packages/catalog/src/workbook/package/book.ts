import { damaged, tooLarge } from '../faults.ts';
import type { WorkbookLimits } from '../limits.ts';
import type { Archive } from './parts.ts';
import { type Relation, visitRelations } from './relations.ts';
import { type Attributes, parseXml, prefixed } from './xml.ts';

export type Sheet = { name: string; hidden: boolean; part: string };

/** What a workbook is made of. */
export type Book = {
  /** Its worksheets in the order of their tabs; charts are none. */
  sheets: Sheet[];
  /** Whether its days are counted from 1904. */
  from1904: boolean;
  strings: string | null;
  styles: string | null;
};

/** The main part of an Office document, such as `xl/workbook.xml`, or null when the archive is none. */
export async function mainPart(archive: Archive): Promise<string | null> {
  let main: string | null = null;
  await visitRelations(archive, '', ({ type, target }) => {
    if (type === 'officeDocument') main ??= archive.find(target);
  });
  return main ?? archive.find('xl/workbook.xml');
}

/**
 * Reads which sheets a workbook has and where they are.
 * @throws CatalogueError when it is damaged or has too many
 */
export async function readBook(
  archive: Archive,
  main: string,
  { maxSheets }: Pick<WorkbookLimits, 'maxSheets'>,
): Promise<Book> {
  const relations = new Map<string, Relation>();
  const keep = (relation: Relation) => void relations.set(relation.id, relation);
  await visitRelations(archive, main, keep, archive.readHeld);
  const listed: Attributes[] = [];
  let from1904 = false;
  await parseXml(archive.readHeld(main), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes.date1904);
      if (name === 'sheet' && listed.push(attributes) > maxSheets) {
        throw tooLarge(`The workbook has more than ${maxSheets} sheets.`);
      }
    },
  });
  const partOf = (type: string) => {
    const relation = [...relations.values()].find((relation) => relation.type === type);
    return relation ? archive.find(relation.target) : null;
  };
  const sheets = listed.flatMap((attributes) => sheetOf(attributes, relations, archive));
  return { sheets, from1904, strings: partOf('sharedStrings'), styles: partOf('styles') };
}

function sheetOf(attributes: Attributes, relations: Map<string, Relation>, archive: Archive): Sheet[] {
  const { name = '', state = 'visible' } = attributes;
  const relation = relations.get(prefixed(attributes, 'id') ?? '');
  if (relation?.type !== 'worksheet') return [];
  const part = archive.find(relation.target);
  if (!part) throw damaged(`The workbook is damaged: its sheet “${name}” is missing.`);
  return [{ name, hidden: state !== 'visible', part }];
}

const isTrue = (value: string | undefined) => value === '1' || value === 'true';
