import { posix } from 'node:path';
import type { Archive } from './parts.ts';
import { parseXml } from './xml.ts';

/** What a part of a workbook refers to. */
export type Relation = {
  id: string;
  /** The last word of its type, which is the same in both editions of the format: `worksheet`, `hyperlink`. */
  type: string;
  /** The name of a part, or an address where `external`. */
  target: string;
  external: boolean;
};

/**
 * Visits the relations of a part, of which there may be as many as links on a sheet; '' stands for the archive itself.
 * A part without any has no relations part.
 * @param read `archive.readHeld` where they are kept
 */
export async function visitRelations(
  archive: Archive,
  part: string,
  visit: (relation: Relation) => void,
  read: Archive['read'] = archive.read,
): Promise<void> {
  const folder = posix.dirname(part);
  const name = relationsPart(archive, part);
  if (!name) return;
  await parseXml(read(name), {
    open(element, { Id = '', Type = '', Target = '', TargetMode }) {
      if (element !== 'Relationship') return;
      const external = TargetMode === 'External';
      const target = external ? Target : partName(folder, Target);
      visit({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), target, external });
    },
  });
}

/** The part that holds the relations of a part, or null when it has none. */
export const relationsPart = (archive: Archive, part: string) =>
  archive.find(posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`));

/** Some writers give the whole path from the root, some backslashes. */
function partName(folder: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  return path.startsWith('/') ? path.slice(1) : posix.join(folder, path);
}
