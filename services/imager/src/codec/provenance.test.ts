import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { CONTAINERS } from '../containers/containers.ts';
import { digitalSourceTypeIn, digitalSourceTypePacket } from '../metadata/digital-source-type.ts';
import { compress } from './compress.ts';
import { distance, LIMITS, picture } from './images.fixture.ts';

const AI = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const XMP = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" photoshop:Credit="Agency" Iptc4xmpExt:DigitalSourceType="${AI}"><dc:creator>Somebody</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
const FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;
/** Coarser than the recipe, so that the original is kept. */
const LOW = { jpeg: 15, png: 50, webp: 5, avif: 10 } as const;

/** Of which no PNG is smaller. */
const flat = () => sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });

const made = (format: (typeof FORMATS)[number], quality: number) =>
  (format === 'png' && quality < 95 ? flat() : picture())
    .withXmp(XMP)
    .withExif({ IFD0: { Copyright: 'Somebody' } })
    .toFormat(format, { quality, ...(format === 'png' && { palette: true, effort: 10 }) })
    .toBuffer();
const xmpOf = async (bytes: Buffer) => (await sharp(bytes).metadata()).xmp?.toString() ?? '';

describe('that an image was made by AI stays in the file,', () => {
  it.each(FORMATS)('and nothing else does, in a %s that is compressed', async (format) => {
    const { source, output } = await compress(await made(format, 95), { quality: 30 }, LIMITS);
    expect(source.digitalSourceType).toBe(AI);
    expect(output.keptOriginal).toBe(format === 'png' ? output.keptOriginal : false);
    expect(digitalSourceTypeIn(await xmpOf(output.bytes))).toBe(AI);
    expect(output.bytes.includes('Somebody')).toBe(false);
    expect((await sharp(output.bytes).metadata()).exif).toBeUndefined();
  });

  it.each(['jpeg', 'webp', 'avif'] as const)(
    'and nothing else does, in a %s whose pixels are kept',
    async (format) => {
      const bytes = await made(format, LOW[format]);
      const { output } = await compress(bytes, { quality: 100 }, LIMITS);
      expect(output.keptOriginal).toBe(true);
      expect(digitalSourceTypeIn(await xmpOf(output.bytes))).toBe(AI);
      expect(output.bytes.includes('Somebody')).toBe(false);
      expect(output.bytes.length).toBeLessThanOrEqual(bytes.length);
      expect(await distance(bytes, output.bytes)).toBe(0);
    },
  );

  it('and nothing else does, in a PNG that is cleaned', async () => {
    const bytes = await made('png', 95);
    const cleaned = CONTAINERS.png(bytes).withMetadata?.(digitalSourceTypePacket(AI));
    const output = cleaned?.toBuffer() ?? Buffer.of();
    expect(output.length).toBe(cleaned?.size);
    expect(digitalSourceTypeIn(await xmpOf(output))).toBe(AI);
    expect(output.includes('Somebody')).toBe(false);
    expect(await distance(bytes, output)).toBe(0);
  });

  it.each(FORMATS)('in another format too: from a TIFF into a %s', async (format) => {
    const bytes = await picture().withXmp(XMP).tiff().toBuffer();
    const { output } = await compress(bytes, { quality: 50, format }, LIMITS);
    expect(digitalSourceTypeIn(await xmpOf(output.bytes))).toBe(AI);
  });

  it.each(FORMATS)('unless the recipe says none (%s)', async (format) => {
    for (const quality of [95, LOW[format]]) {
      const { source, output } = await compress(
        await made(format, quality),
        { quality: 60, keepMetadata: 'none' },
        LIMITS,
      );
      expect(source.digitalSourceType).toBe(AI);
      expect(await xmpOf(output.bytes)).not.toContain('DigitalSourceType');
      expect(output.bytes.includes('Somebody')).toBe(false);
    }
  });
});

it.each(FORMATS)(
  'all that is kept names the creator and the credit, but no gain map that is gone (%s)',
  async (format) => {
    const { output } = await compress(await made(format, 95), { quality: 30, keepMetadata: true }, LIMITS);
    const { exif } = await sharp(output.bytes).metadata();
    const xmp = await xmpOf(output.bytes);
    expect(exif?.includes('Somebody')).toBe(true);
    expect(xmp).toContain('<dc:creator>Somebody</dc:creator>');
    expect(xmp).toContain('photoshop:Credit="Agency"');
    if (!output.keptOriginal) expect(xmp).not.toContain('hdrgm');
  },
);

describe('content credentials', () => {
  const manifest = Buffer.from('\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10manifest', 'latin1');
  const segment = Buffer.concat([
    Buffer.from([0xff, 0xeb, 0, manifest.length + 10]),
    Buffer.from('JP\0\x01\0\0\0\x01'),
    manifest,
  ]);

  it('are dropped with a note when the pixels change, and also when only they do not stay the same bytes', async () => {
    for (const quality of [95, 15]) {
      const jpeg = await picture().jpeg({ quality }).toBuffer();
      const bytes = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
      const { source, output } = await compress(bytes, { quality: 50 }, LIMITS);
      expect(source.hadContentCredentials).toBe(true);
      expect(output.keptOriginal).toBe(quality === 15);
      expect(output.bytes.includes('c2pa')).toBe(false);
    }
  });

  it('stay in a copy that is the same byte for byte', async () => {
    const jpeg = await picture().jpeg({ quality: 15 }).toBuffer();
    const bytes = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
    const { output } = await compress(bytes, { quality: 50, keepMetadata: true }, LIMITS);
    expect(output.bytes.equals(bytes)).toBe(true);
  });

  it('are not in a file without them', async () => {
    const { source } = await compress(await picture().jpeg().toBuffer(), { quality: 50 }, LIMITS);
    expect(source.hadContentCredentials).toBeUndefined();
  });
});

it('the record of press agencies is kept in a JPEG, where nothing else names the creator', async () => {
  const record = Buffer.from('\x1c\x02\x50\0\x08Somebody\x1c\x02\x74\0\x06Agency', 'latin1');
  const resource = Buffer.concat([
    Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0', 'latin1'),
    Buffer.of(record.length),
    record,
    Buffer.alloc(record.length % 2),
  ]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xed, 0, resource.length + 2]), resource]);
  const jpeg = await picture().jpeg({ quality: 95 }).toBuffer();
  const bytes = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
  const whole = await compress(bytes, { quality: 30, keepMetadata: true }, LIMITS);
  expect(whole.output.bytes.includes('Somebody')).toBe(true);
  const usual = await compress(bytes, { quality: 30 }, LIMITS);
  expect(usual.output.bytes.includes('Somebody')).toBe(false);
});
