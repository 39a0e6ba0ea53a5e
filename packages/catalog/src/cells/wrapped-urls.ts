import { IMAGE_FILE } from './image-file.ts';

/** One way in which programs write addresses into a cell with something around them. */
type Wrapping = {
  /** Whether a cell is written so; cheap, since every unusual cell is asked. */
  applies: (cell: string) => boolean;
  /** The addresses, on lines of their own. */
  unwrap: (cell: string) => string;
};

/** Cells longer than this are not looked through: their addresses are not what makes them long. */
const MAX_CELL = 256 * 1024;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  '#39': "'",
  '#38': '&',
};

const withoutEntities = (html: string) =>
  html.replace(/&(amp|quot|apos|lt|gt|#39|#38);/g, (entity, name: string) => ENTITIES[name] ?? entity);

const all = (cell: string, pattern: RegExp) =>
  [...cell.matchAll(pattern)].flatMap(([, address]) => (address ? [address] : [])).join('\n');

/** The keys under which objects in JSON hold an address, the preferred first. */
const ADDRESS_KEYS = [
  'src',
  'url',
  'href',
  'link',
  'image',
  'imageUrl',
  'image_url',
  'original',
  'originalSrc',
  'large',
  'full',
  'url_zoom',
  'url_standard',
];

/** Those under which something else may stand, such as a category: a file or an address says what it is. */
const LOOSE_KEYS = ['location', 'file', 'path'];

const WRAPPINGS: readonly Wrapping[] = [
  {
    // Sheets and Excel: =IMAGE("…"), =_xlfn.IMAGE("…"), =HYPERLINK("…";"photo").
    applies: (cell) => /^=.*(?:IMAGE|HYPERLINK)\(/is.test(cell),
    unwrap: (cell) => all(cell, /(?:IMAGE|HYPERLINK)\(\s*"([^"]*)"/gi),
  },
  {
    applies: (cell) => /<img\s/i.test(cell),
    unwrap: (cell) =>
      withoutEntities(all(cell, /<img\s[^<>]{0,4000}?\bsrc\s{0,9}=\s{0,9}["']?([^"'\s<>]+)/gi)),
  },
  {
    applies: (cell) => /<a\s[^<>]{0,4000}\bhref\s{0,9}=/i.test(cell),
    unwrap: (cell) =>
      withoutEntities(all(cell, /<a\s[^<>]{0,4000}?\bhref\s{0,9}=\s{0,9}["']?([^"'\s<>]+)/gi)),
  },
  {
    applies: (cell) => /^[[{]/.test(cell) && /[\]}]$/.test(cell) && isJson(cell),
    unwrap: (cell) => addressesIn(JSON.parse(cell)).join('\n'),
  },
  {
    // A list as Python writes it: ['a', 'b'].
    applies: (cell) => /^\[\s*["'].*["']\s*\]$/s.test(cell),
    unwrap: (cell) =>
      cell
        .replaceAll('\\/', '/')
        .replace(/^\[\s*["']|["']\s*\]$/g, '')
        .replace(/["']\s*,\s*["']/g, '\n'),
  },
  {
    // An array as PHP's serialize() writes it: a:1:{i:0;s:27:"https://cdn.example/a.jpg";}
    applies: (cell) => /^a:\d{1,6}:\{/.test(cell) && cell.endsWith('}') && cell.includes('://'),
    unwrap: (cell) => all(cell, /s:\d{1,9}:"([^":]{1,20}:\/\/[^"]*)";/g),
  },
  {
    applies: (cell) => /^\{NULL(?:,NULL)*\}$/i.test(cell),
    unwrap: () => '',
  },
  {
    // An array as PostgreSQL writes it, and a list of bare addresses in brackets.
    applies: (cell) => /^\{[^{}:]*:\/\/[^{}]*\}$/s.test(cell) || /^\[[^[\]]*:\/\/[^[\]]*\]$/s.test(cell),
    unwrap: (cell) =>
      cell
        .slice(1, -1)
        .replaceAll('"', '')
        .replace(/\s*,\s*(?=[a-z]+:\/\/)/gi, '\n'),
  },
  {
    // Markdown: ![front](https://… "title") and [front](https://…).
    applies: (cell) => /\]\(\s{0,9}<?[a-z]{0,5}:?\/\//i.test(cell),
    unwrap: (cell) => all(cell, /\]\(\s{0,9}<?([^\s)>]+)/g),
  },
  {
    applies: (cell) => /^<\s*https?:\/\/[^<>]+>/i.test(cell),
    unwrap: (cell) => all(cell, /<\s*(https?:\/\/[^<>\s]+)\s*>/gi),
  },
  {
    // Airtable: name.jpg (https://…), other.jpg (https://…).
    applies: (cell) => /^[^()]*\(https?:\/\/[^()\s]+\)(?:\s*,[^()]*\(https?:\/\/[^()\s]+\))*$/i.test(cell),
    unwrap: (cell) => all(cell, /\((https?:\/\/[^()\s]+)\)/gi),
  },
  {
    // WebToffee: https://… ! alt : front ! title : … | https://…
    applies: (cell) => /\s!\s+(?:alt|title|desc|caption)\s*:/i.test(cell),
    unwrap: (cell) =>
      cell
        .split(/\s\|\s/)
        .map((entry) => entry.replace(/\s+!\s+(?:alt|title|desc|caption)\s*:.*$/is, ''))
        .join('\n'),
  },
  {
    // CS-Cart: exim/backup/images/a.jpg#{[en]:alternative text;[de]:…;}
    applies: (cell) => cell.includes('#{['),
    unwrap: (cell) => cell.replace(/#\{\[[^{}]{0,4000}\}/g, ''),
  },
  {
    applies: (cell) => /<br\s*\/?>/i.test(cell),
    unwrap: (cell) => withoutEntities(cell.replace(/\s*<br\s*\/?>\s*/gi, '\n')),
  },
];

/** A cell without what programs write around addresses; the addresses stand on lines of their own. */
export function unwrapped(cell: string): string {
  if (cell.length > MAX_CELL) return cell;
  const wrapping = WRAPPINGS.find(({ applies }) => applies(cell));
  return wrapping ? wrapping.unwrap(cell) : cell;
}

function isJson(cell: string): boolean {
  try {
    JSON.parse(cell);
    return true;
  } catch {
    return false;
  }
}

/**
 * The addresses in parsed JSON: texts, and of objects the member that holds one, or else those within, of image files if there
 * are any: an id of a shop and the page of a product look like addresses as well.
 */
function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') return textOf(value);
  if (Array.isArray(value)) return value.flatMap(addressesIn);
  if (typeof value !== 'object' || value === null) return [];
  const members = new Map(Object.entries(value));
  const at = (names: readonly string[]) => names.flatMap((name) => textOf(members.get(name)));
  const loose = at(LOOSE_KEYS).filter((text) => /^\/|:\/\//.test(text) || IMAGE_FILE.test(text));
  const [address] = [...at(ADDRESS_KEYS), ...loose];
  if (address !== undefined) return [address];
  const within = [...members.values()].flatMap(addressesIn).filter((text) => /^(?:https?:)?\/\//i.test(text));
  const images = within.filter((text) => IMAGE_FILE.test(text));
  return images.length > 0 ? images : within;
}

const textOf = (value: unknown): string[] =>
  typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];
