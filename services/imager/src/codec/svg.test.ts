import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originForTest } from '@halftone/local-stack/testing';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { IMAGE_FORMATS } from './formats.ts';
import { colourAt, FILES, LIMITS, RECIPE } from './images.fixture.ts';
import { unblockLoaders } from './open-image.ts';

unblockLoaders(IMAGE_FORMATS);
const ACCEPTING = { ...LIMITS, formats: IMAGE_FORMATS };

const drawing = (content: string, size = 'width="60" height="40"') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content}</svg>`);
const GREEN = '<rect width="30" height="40" fill="#00ff00"/>';
const CLEAR = 0;

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

  it('loads nothing that it refers to', async () => {
    await using origin = await originForTest({ '*': (_request, response) => void response.end() });
    await using folder = await mkdtempDisposable(join(tmpdir(), 'halftone-'));
    const file = join(folder.path, 'secret.png');
    await writeFile(file, await FILES.png());
    const images = [`file://${file}`, file, `../../../../../..${file}`, `${origin.url}/a.png`];
    const content = images.map((href) => `<image width="60" height="40" href="${href}"/>`).join('');
    const style = `<style>@import url("${origin.url}/a.css");</style>`;
    const include = `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="${file}"/>`;
    const { output } = await compress(drawing(style + include + content), RECIPE, ACCEPTING);
    expect((await colourAt(output.bytes, 30, 20))[3]).toBe(CLEAR);
    expect(origin.hits.size).toBe(0);
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
