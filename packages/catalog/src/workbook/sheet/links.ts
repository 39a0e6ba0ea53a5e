import { tooLarge } from '../faults.ts';
import type { WorkbookLimits } from '../limits.ts';
import type { Archive } from '../package/parts.ts';
import { visitRelations } from '../package/relations.ts';
import { type Attributes, prefixed, xmlParser, xmlText } from '../package/xml.ts';
import { placeOf } from './places.ts';
import { StringStore } from './string-store.ts';

/** A link over some columns of a row. */
type Span = { first: number; last: number; target: number };
type TallSpan = Span & { top: number; bottom: number };

/** The addresses to which the cells of a sheet are linked. */
export type Links = {
  at(line: number, column: number): string | undefined;
};

type LinkLimits = Pick<WorkbookLimits, 'maxLinks' | 'maxLinkBytes'>;

/** A link over more rows is kept as it is, of which there may be few; over fewer rows, by each row. */
const TALL = 1000;
const MAX_TALL = 100;

const NO_LINKS: Links = { at: () => undefined };

/**
 * Reads the links of a sheet to addresses of the web. They stand behind its rows, so that the sheet is gone through for them
 * before; it is not, where its relations have none.
 */
export async function readLinks(archive: Archive, part: string, limits: LinkLimits): Promise<Links> {
  const targets = new StringStore({ maxStrings: limits.maxLinks, maxStringBytes: limits.maxLinkBytes });
  const byId = new Map<string, number>();
  await visitRelations(archive, part, ({ id, type, target, external }) => {
    if (type === 'hyperlink' && external && /^https?:/i.test(target)) byId.set(id, targets.add(target));
  });
  if (byId.size === 0) return NO_LINKS;
  const links = collectLinks(limits);
  await visitLinks(archive.read(part), (attributes) => {
    const { ref = '', location } = attributes;
    const known = byId.get(prefixed(attributes, 'id') ?? '');
    if (known === undefined) return;
    links.add(ref, location ? targets.add(`${targets.get(known)}#${location}`) : known);
  });
  return links.by((target) => separated(targets.get(target) ?? ''));
}

/** Several addresses in one target, which then holds their line break or space as a browser would write it. */
const separated = (target: string) => target.replace(/[,;]?(?:%0[ad]|%20)+(?=https?:\/\/)/gi, '\n');

function collectLinks({ maxLinks }: LinkLimits) {
  const byLine = new Map<number, Span[]>();
  const tall: TallSpan[] = [];
  let count = 0;
  return {
    add(reference: string, target: number): void {
      const [from = '', to = from] = reference.split(':');
      const start = placeOf(from);
      const end = placeOf(to);
      if (!start || !end) return;
      const span = { first: start.column, last: end.column, target };
      const isTall = end.line - start.line >= TALL;
      count += isTall ? 1 : end.line - start.line + 1;
      if (count > maxLinks || (isTall && tall.length >= MAX_TALL)) {
        throw tooLarge(`The sheet has more than ${isTall ? MAX_TALL : maxLinks} links.`);
      }
      if (isTall) tall.push({ ...span, top: start.line, bottom: end.line });
      else for (let line = start.line; line <= end.line; line++) pushTo(byLine, line, span);
    },
    by: (addressOf: (target: number) => string): Links => ({
      at(line, column) {
        const covers = ({ first, last }: Span) => first <= column && column <= last;
        const span =
          byLine.get(line)?.find(covers) ??
          tall.find((span) => span.top <= line && line <= span.bottom && covers(span));
        return span && addressOf(span.target);
      },
    }),
  };
}

function pushTo(byLine: Map<number, Span[]>, line: number, span: Span): void {
  const spans = byLine.get(line);
  if (spans) spans.push(span);
  else byLine.set(line, [span]);
}

/** No text of an XML part can hold this, as `<` is escaped there. */
const LINKS_START = /<(?:[\w.-]+:)?hyperlinks[\s>]/;
const LONGEST_START = 100;

/** Visits the links of a sheet; its rows are passed over without being parsed. */
async function visitLinks(
  bytes: AsyncIterable<Uint8Array>,
  visit: (attributes: Attributes) => void,
): Promise<void> {
  let done = false;
  const parser = xmlParser({
    open(name, attributes) {
      if (name === 'hyperlink') visit(attributes);
    },
    close(name) {
      if (name !== 'hyperlinks') return;
      parser.stop();
      done = true;
    },
  });
  let found = false;
  let tail = '';
  for await (const piece of xmlText(bytes)) {
    if (found) {
      parser.write(piece);
    } else {
      const text = tail + piece;
      const start = text.search(LINKS_START);
      found = start !== -1;
      if (found) parser.write(text.slice(start));
      tail = text.slice(-LONGEST_START);
    }
    if (done) return;
  }
}
