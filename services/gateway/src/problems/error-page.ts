import { ROW_FAULTS } from '@halftone/catalog';
import { FAILURE_REASONS } from '@halftone/contracts';
import { FIELD_FAULTS } from './field-faults.ts';
import { PROBLEMS } from './problem-codes.ts';

/** One code: what it means and what to do about it. */
export type Explained = { code: string; status?: number; title: string; hint: string };

/** The codes of one place in which they stand. */
export type Chapter = {
  title: string;
  where: string;
  /** What the anchors of its codes begin with; nothing for those of whole refusals, which problems link to. */
  prefix: string;
  codes: readonly Explained[];
};

const explained = (table: Readonly<Record<string, Omit<Explained, 'code'>>>): Explained[] =>
  Object.entries(table).map(([code, entry]) => ({ code, ...entry }));

/** Every code that a client or a person meets, from the tables that the answers are made of. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'Refusals',
    where: 'The code of an answer with an error status; its type is the address of the entry here.',
    prefix: '',
    codes: explained(PROBLEMS),
  },
  {
    title: 'Faults of fields',
    where: 'The code of an entry of errors that names a field.',
    prefix: 'field-',
    codes: explained(FIELD_FAULTS),
  },
  {
    title: 'Faults of rows',
    where: 'The code of an entry of errors that names a line of the catalogue.',
    prefix: 'row-',
    codes: explained(ROW_FAULTS),
  },
  {
    title: 'Reasons of failed images',
    where: 'The code of the reason for which an image failed.',
    prefix: 'image-',
    codes: explained(FAILURE_REASONS),
  },
];

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  h3 { font: 600 1rem ui-monospace, monospace; margin: 1.5rem 0 0; scroll-margin-top: 1rem; overflow-wrap: anywhere; }
  h3:target { outline: 2px solid; outline-offset: 4px; }
  h3 a { color: inherit; text-decoration: none; }
  p { margin: 0.25rem 0; }
`;

/** The page of all codes as HTML, with an anchor for each. */
export function errorPage(): string {
  const chapters = CHAPTERS.map(
    ({ title, where, prefix, codes }) =>
      `<h2>${escaped(title)}</h2>\n<p>${escaped(where)}</p>\n${codes.map((code) => entry(code, prefix)).join('\n')}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Halftone: error codes</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Error codes</h1>
<p>The codes are stable. The detail of an answer says what happened that time, its hint what to do. An answer also has the
field X-Request-Id; the line of the log with the same xRequestId is about it. <a href="../docs">The API</a></p>
${chapters.join('\n')}
</main>
</body>
</html>
`;
}

function entry({ code, status, title, hint }: Explained, prefix: string): string {
  const id = `${prefix}${code}`;
  const shown = status === undefined ? code : `${status} ${code}`;
  return `<h3 id="${id}"><a href="#${id}">${escaped(shown)}</a></h3>\n<p>${escaped(title)}.</p>\n<p>${escaped(hint)}</p>`;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
