import { expect, test } from 'vitest';
import { splitUrls, urlProblem } from './image-urls.ts';

const A = 'https://cdn.example/a.jpg';
const B = 'https://cdn.example/b.jpg?w=1&h=2';

test.each([
  [
    'a WooCommerce comma',
    'https://cdn.example/a\\,b.jpg, https://cdn.example/c.jpg',
    ['https://cdn.example/a,b.jpg', 'https://cdn.example/c.jpg'],
  ],
  ['WebToffee', `${A} ! alt : front, left ! title : x | ${B} ! alt : `, [A, B]],
  ['full-width commas', `${A}，${B}`, [A, B]],
  ['ideographic commas', `${A}、${B}`, [A, B]],
  ['full-width semicolons', `${A}；${B}`, [A, B]],
  ['line breaks in HTML', `${A}<br>https://cdn.example/b.jpg?w=1&amp;h=2<br/>`, [A, B]],
  ['double colons', `${A}::${B}`, [A, B]],
  ['double number signs', `${A}##${B}`, [A, B]],
  ['carets', `${A}^${B}`, [A, B]],
  ['slashes', `${A} / ${B}`, [A, B]],
  ['pipes', `${A}|${B}`, [A, B]],
  ['line breaks', `${A}\r\n${B}\n`, [A, B]],
  ['spaces', `${A} ${B}`, [A, B]],
  ['Markdown', `![front](${A}) ![back](${B} "Back")`, [A, B]],
  ['a Markdown link', `[front](${A})`, [A]],
  ['angle brackets', `<${A}>`, [A]],
  ['an array of PostgreSQL', `{${A},${B}}`, [A, B]],
  ['an array of PostgreSQL in which one is missing', `{${A},NULL,"${B}"}`, [A, B]],
  ['an array of PostgreSQL in which all are missing', '{NULL,NULL}', []],
  ['a list that PHP serialized', `a:2:{i:0;s:25:"${A}";s:5:"large";s:33:"${B}";}`, [A, B]],
  ['the alternative texts of CS-Cart', `${A}#{[en]:Mug, blue;[de]:Tasse;}`, [A]],
  ['JSON', JSON.stringify([A, B]), [A, B]],
  ['JSON with escaped slashes', JSON.stringify([A, B]).replaceAll('/', '\\/'), [A, B]],
  ['JSON objects', JSON.stringify([{ src: A, alt: 'x' }, { url: B }]), [A, B]],
  ['one JSON object', JSON.stringify({ id: 1, src: A }), [A]],
  [
    'JSON objects with an id and a page',
    JSON.stringify({ id: 'gid://shop/Media/1', page: 'https://shop.example/p', image: { url: A } }),
    [A],
  ],
  ['JSON objects with a category', JSON.stringify({ path: 'Home/Shoes', front: A }), [A]],
  ['JSON objects under other names', JSON.stringify({ front: A, back: B, alt: 'x', more: null }), [A, B]],
  ['JSON as GraphQL answers', JSON.stringify({ edges: [{ node: { src: '', url: A } }] }), [A]],
  ['a list of Python', `['${A}', '${B}']`, [A, B]],
  ['IMAGE', `=IMAGE("${A}")`, [A]],
  ['IMAGE as Excel writes it', `=_xlfn.IMAGE("${A}";"alt")`, [A]],
  ['HYPERLINK', `=HYPERLINK("${A}","photo")`, [A]],
  ['img', `<img class="x" src="https://cdn.example/b.jpg?w=1&amp;h=2" alt="b">`, [B]],
  ['two img', `<p><img src='${A}'/><img src="${A}"/></p>`, [A, A]],
  ['a link in HTML', `<a href="${A}">photo</a>`, [A]],
  ['no scheme', '//cdn.example/a.jpg', [A]],
  ['no scheme, twice', '//cdn.example/a.jpg,//cdn.example/c.jpg', [A, 'https://cdn.example/c.jpg']],
  ['Airtable', `front.jpg (${A}),back (1).jpg`, [`front.jpg (${A}),back (1).jpg`]],
  ['Airtable attachments', `front.jpg (${A}),back.jpg (${B})`, [A, B]],
  ['invisible characters', `\ufeff\u200b\u00a0${A}\u200b\u200e`, [A]],
  ['invisible characters between', `${A}\u200b, \u200e${B}`, [A, B]],
  ['a comma inside', 'https://cdn.example/w_1,h_2/a.jpg', ['https://cdn.example/w_1,h_2/a.jpg']],
  ['brackets inside', 'https://cdn.example/a(1).jpg', ['https://cdn.example/a(1).jpg']],
  [
    'an ampersand entity that is no HTML',
    'https://cdn.example/a?x=1&amp;y=2',
    ['https://cdn.example/a?x=1&amp;y=2'],
  ],
])('the URLs of a cell with %s', (_what, cell, urls) => {
  expect(splitUrls(cell)).toEqual(urls);
});

test.each([
  ['a.jpg', ['https://shop.example/media/a.jpg']],
  ['/m/u/a.jpg,/m/u/b.jpg', ['https://shop.example/media/m/u/a.jpg', 'https://shop.example/media/m/u/b.jpg']],
  ['a b.jpg; ä#1.jpg', ['https://shop.example/media/a%20b.jpg', 'https://shop.example/media/%C3%A4%231.jpg']],
  ['images\\a.jpg', ['https://shop.example/media/images/a.jpg']],
  ['a%20b.jpg', ['https://shop.example/media/a%20b.jpg']],
  [`a.jpg|${A}`, ['https://shop.example/media/a.jpg', A]],
  ['ftp://x/a.jpg', ['ftp://x/a.jpg']],
  ['exim/a.jpg#{[en]:;}', ['https://shop.example/media/exim/a.jpg']],
  ['no_selection', []],
  ['/m/u/a.jpg,no_selection', ['https://shop.example/media/m/u/a.jpg']],
])('names without a host are made whole by a base: %s', (cell, urls) => {
  expect(splitUrls(cell, { baseUrl: 'https://shop.example/media/' })).toEqual(urls);
});

test.each(['a.jpg', '/m/u/a.jpg', 'images\\a.jpg', 'media/a'])(
  'without a base, %s is refused with what helps',
  (name) => {
    expect(urlProblem(name)?.hint).toContain('baseUrl');
  },
);

test('a cell of a hundred thousand brackets or signs takes no time', () => {
  for (const sign of [
    '<',
    '[',
    '![',
    '(',
    '{',
    '=IMAGE(',
    '<img ',
    ' ! alt :',
    '<br>',
    '://',
    '\\,',
    '＝',
    '#{[',
    ',NA',
    '\\n',
  ]) {
    expect(splitUrls(sign.repeat(100_000 / sign.length)).length).toBeLessThan(100_001);
  }
});
