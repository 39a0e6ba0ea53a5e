import { expect, test } from 'vitest';
import { splitUrls, urlProblem } from './image-urls.ts';

const A = 'https://shop.example/a.jpg';
const B = 'http://cdn.example/b.png';

test.each([
  { what: 'one URL', cell: A, urls: [A] },
  { what: 'commas', cell: `${A},${B}`, urls: [A, B] },
  { what: 'commas and spaces', cell: ` ${A} , ${B} `, urls: [A, B] },
  { what: 'semicolons', cell: `${A};${B}`, urls: [A, B] },
  { what: 'pipes', cell: `${A}|${B} | ${A}`, urls: [A, B, A] },
  { what: 'spaces', cell: `${A} ${B}`, urls: [A, B] },
  { what: 'line breaks', cell: `${A}\r\n${B}\n\n${A}`, urls: [A, B, A] },
  { what: 'separators at both ends', cell: `, ${A}, ${B};`, urls: [A, B] },
  { what: 'several separators in a row', cell: `${A},, ;${B}`, urls: [A, B] },
  { what: 'nothing', cell: ' , ', urls: [] },
  {
    what: 'a comma inside a path',
    cell: `https://img.example/w_100,h_200/a.jpg,${B}`,
    urls: ['https://img.example/w_100,h_200/a.jpg', B],
  },
  {
    what: 'semicolon and pipe inside a query',
    cell: 'https://img.example/a?x=1;y=2|3',
    urls: ['https://img.example/a?x=1;y=2|3'],
  },
  {
    what: 'a URL inside a URL',
    cell: 'https://img.example/fetch/w_100/https://shop.example/a.jpg',
    urls: ['https://img.example/fetch/w_100/https://shop.example/a.jpg'],
  },
  {
    what: 'a space inside a file name',
    cell: 'https://shop.example/blue chair.jpg',
    urls: ['https://shop.example/blue chair.jpg'],
  },
  { what: 'a list in JSON', cell: `["${A}", "${B}"]`, urls: [A, B] },
  {
    what: 'a list in JSON as PHP writes it',
    cell: JSON.stringify([A, B]).replaceAll('/', '\\/'),
    urls: [A, B],
  },
  { what: 'a list in Python', cell: `['${A}', '${B}']`, urls: [A, B] },
  { what: 'an empty list', cell: '[]', urls: [] },
  { what: 'something else after a comma and a space', cell: `${A}, later`, urls: [A, 'later'] },
  { what: 'words for none in a list', cell: `NULL,${A},NA,${B}, n/a;None`, urls: [A, B] },
  { what: 'a word for none in a query', cell: `${A}?tags=red,none`, urls: [`${A}?tags=red,none`] },
  {
    what: 'a word for none in a path',
    cell: `https://shop.example/a,na/b.jpg,${A}`,
    urls: ['https://shop.example/a,na/b.jpg', A],
  },
  { what: 'a line break as MySQL escapes it in a file', cell: `${A}\\\n${B}`, urls: [A, B] },
  { what: 'a line break as MySQL and PostgreSQL write it', cell: `${A}\\n${B}\\r\\n${A}`, urls: [A, B, A] },
  {
    what: 'an address without a scheme',
    cell: `${A},www.shop.example/b.jpg`,
    urls: [A, 'www.shop.example/b.jpg'],
  },
  { what: 'another scheme', cell: `${A},ftp://shop.example/b.jpg`, urls: [A, 'ftp://shop.example/b.jpg'] },
])('a cell with $what gives its URLs', ({ cell, urls }) => {
  expect(splitUrls(cell)).toEqual(urls);
});

test.each([
  'NULL',
  '(null)',
  '\\N',
  'NA',
  '<NA>',
  'n/a',
  'nan',
  'None',
  'undefined',
  'no_selection',
  '#N/A',
  '#NV',
])('a cell with %s has no URL', (cell) => {
  expect(splitUrls(cell)).toEqual([]);
  expect(splitUrls(cell, { baseUrl: 'https://shop.example' })).toEqual([]);
});

test.each([
  'http://example.com',
  'https://example.com:8443/a b.jpg',
  'HTTPS://EXAMPLE.com/ä.jpg',
  'http://127.0.0.1:9/x.png',
  'http://[::1]/x.png',
  'https://example.com/@2x/icon.png',
])('%s can be used', (url) => {
  expect(urlProblem(url)).toBeNull();
});

test.each([
  ['www.example.com/a.jpg', 'does not begin with http:// or https://'],
  ['ftp://example.com/a.jpg', 'does not begin with http:// or https://'],
  ['file:///etc/passwd', 'does not begin with http:// or https://'],
  ['data:image/png;base64,iVBORw0KGgo=', 'does not begin with http:// or https://'],
  ['http://', 'is not a valid address'],
  ['http://exa mple.com/a.jpg', 'is not a valid address'],
  ['http://example.com:99999/', 'is not a valid address'],
  ['https://user:secret@example.com/a.jpg', 'contains a user name or password'],
  ['https://:secret@example.com/a.jpg', 'contains a user name or password'],
  ['https:\\\\user:secret@example.com/a.jpg', 'does not begin with http:// or https://'],
  [`http://example.com/${'a'.repeat(8192)}`, 'is longer than 8192 characters'],
])('%.60s cannot be used, and the reason is said', (url, problem) => {
  expect(urlProblem(url)?.problem).toBe(problem);
});

test.each([
  ['a', ' ', 'b'],
  ['[x', ' ', 'x'],
  ['[', ' ]', 'x'],
  ['["', '", ', 'x'],
  ['https://a', ',', ''],
  ['x ', 'a', '://'],
])(
  'a cell that begins with %j and goes on with %j is split in the time that it takes to read it',
  (start, unit, end) => {
    // A pattern that goes back over a run would take minutes, and the test its time limit.
    expect(splitUrls(start + unit.repeat(200_000) + end).length).toBeGreaterThan(0);
  },
);
