import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originForTest } from '@halftone/local-stack/testing';
import { describe, expect, it } from 'vitest';
import { IMAGE_FORMATS } from '../formats/formats.ts';
import { compress } from './compress.ts';
import { colourAt, FILES, LIMITS, RECIPE } from './images.fixture.ts';
import { unblockLoaders } from './open-image.ts';

unblockLoaders(IMAGE_FORMATS);
const ACCEPTING = { ...LIMITS, formats: IMAGE_FORMATS };

const drawing = (content: string, size = 'width="60" height="40"') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content}</svg>`);
const GREEN = '<rect width="30" height="40" fill="#00ff00"/>';
const CLEAR = 0;
const DECLARED = `<?xml version="1.0" encoding="UTF-32"?>${drawing(GREEN)}`;
/** `<?xml version="1.0"?><svg/>` */
const EBCDIC = Buffer.from('4c6fa7949340a58599a28996957e7ff14bf07f6f6e4ca2a587616e', 'hex');

/** Every way in which a drawing may refer to another file, for each of the places where that may be. */
function references(...places: string[]): string {
  const elements = places.map(
    (place) => `
      <style>@import url("${place}.css"); @import "${place}.css";</style>
      <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${place}.svg"/>
      <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="${place}.css"/>
      <image x="30" width="30" height="40" href="${place}.png"/>
      <use x="30" href="${place}.svg#a"/>
      <rect x="30" width="30" height="40" style="fill: url(${place}.svg#a) none"/>`,
  );
  return GREEN + elements.join('');
}

function encoded(text: string, encoding: 'utf8' | 'utf16le' | 'utf16be'): Buffer {
  if (encoding === 'utf8') return Buffer.from(text);
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
}

function utf32(text: string, end: 'LE' | 'BE'): Buffer {
  const units = Array.from(text, (letter) => {
    const unit = Buffer.alloc(4);
    unit[`writeUInt32${end}`](letter.codePointAt(0) ?? 0);
    return unit;
  });
  return Buffer.concat(units);
}

describe('an SVG drawing', () => {
  it('is refused unless the format is accepted', async () => {
    const refused = expect.objectContaining({
      code: 'unsupported_format',
      message: expect.stringMatching(/SVG/),
    });
    await expect(compress(drawing(GREEN), RECIPE, LIMITS)).rejects.toEqual(refused);
  });

  it('becomes a PNG, or what the recipe says', async () => {
    const { source, output } = await compress(drawing(GREEN), RECIPE, ACCEPTING);
    expect(source).toMatchObject({ format: 'svg', width: 60, height: 40 });
    expect(output).toMatchObject({ format: 'png', width: 60, height: 40, keptOriginal: false });
    expect(await colourAt(output.bytes, 10, 10)).toEqual([0, 255, 0, 255]);
    expect((await colourAt(output.bytes, 50, 10))[3]).toBe(CLEAR);

    const jpeg = await compress(drawing(GREEN), { ...RECIPE, format: 'jpeg', maxWidth: 30 }, ACCEPTING);
    expect(jpeg.output).toMatchObject({ format: 'jpeg', width: 30, height: 20 });
    expect(await colourAt(jpeg.output.bytes, 25, 10)).toEqual([255, 255, 255, 255]);
  });

  it.each([
    ['width="20000" height="20000"', 'too_many_pixels'],
    ['viewBox="0 0 100000 100000"', 'too_many_pixels'],
    ['width="1e12" height="1e12"', 'corrupt'],
  ])('is drawn within the budget of pixels only: %s', async (size, code) => {
    await expect(compress(drawing(GREEN, size), RECIPE, ACCEPTING)).rejects.toMatchObject({ code });
  });

  it.each(['utf8', 'utf16le', 'utf16be'] as const)(
    'loads nothing that it refers to (%s)',
    async (encoding) => {
      await using origin = await originForTest({ '*': (_request, response) => void response.end() });
      await using folder = await mkdtempDisposable(join(tmpdir(), 'halftone-'));
      const file = join(folder.path, 'secret');
      await writeFile(`${file}.png`, await FILES.png());
      await writeFile(`${file}.css`, 'rect { fill: #ff0000 }');
      await writeFile(`${file}.svg`, drawing(GREEN));
      const canary = `${origin.url}/canary`;
      const text = drawing(references(file, `file://${file}`, `../../../../../..${file}`, canary)).toString();
      const compressed = compress(encoded(text, encoding), RECIPE, ACCEPTING);
      if (encoding === 'utf8') {
        const { output } = await compressed;
        // As it would be without any of them.
        expect(await colourAt(output.bytes, 10, 20)).toEqual([0, 255, 0, 255]);
        expect((await colourAt(output.bytes, 50, 20))[3]).toBe(CLEAR);
      } else {
        await expect(compressed).rejects.toMatchObject({ name: 'ImageError' });
      }
      expect(origin.hits.size).toBe(0);
    },
  );

  // In these, words could be hidden from those who look for them in ASCII.
  it.each([
    ['UTF-32, little end first', utf32(`\ufeff${DECLARED}`, 'LE')],
    ['UTF-32, big end first', utf32(`\ufeff${DECLARED}`, 'BE')],
    ['UTF-32 without a mark', utf32(DECLARED, 'BE')],
    ['EBCDIC', EBCDIC],
    ['EBCDIC behind a declaration in ASCII', Buffer.from(DECLARED.replace('UTF-32', 'IBM037'))],
    ['UTF-7', Buffer.from(DECLARED.replace('UTF-32', 'UTF-7'))],
  ])('is refused in %s', async (_encoding, bytes) => {
    await expect(compress(bytes, RECIPE, ACCEPTING)).rejects.toMatchObject({
      name: 'ImageError',
      code: expect.stringMatching(/^(not_an_image|corrupt)$/),
    });
  });

  it.each([
    ['entities', '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'],
    ['entities of a file', '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'],
    ['entities in another encoding', '\ufeff<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">]><svg>&a;</svg>'],
    ['files within', '<svg><image href="data:image/png;base64,AAAA"/></svg>'],
    ['files within, in disguise', '<svg><image href="d&#x61;t&#10;a:image/png;base64,AAAA"/></svg>'],
  ])('is refused for %s', async (_what, text) => {
    const bytes = Buffer.from(text, text.startsWith('\ufeff') ? 'utf16le' : 'utf8');
    await expect(compress(bytes, RECIPE, ACCEPTING)).rejects.toMatchObject({ code: 'unsupported_format' });
  });
});
