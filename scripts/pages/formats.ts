import { FAILURE_REASONS } from '@halftone/contracts';
import { ANIMATIONS, type Fate, type WantedFormat } from '../../services/imager/src/codec/animations.ts';
import { WORTH_OF_SRGB } from '../../services/imager/src/codec/keep-smaller.ts';
import { DECODED } from '../../services/imager/src/codec/requantize-jpeg.ts';
import { PRIMARIES, PRIMARY_NAMES } from '../../services/imager/src/colour/primaries.ts';
import { TRANSFER_NAMES, TRANSFERS } from '../../services/imager/src/colour/transfer.ts';
import { TAKEN_FOR_SRGB } from '../../services/imager/src/containers/avif/avif-colour.ts';
import { FRAMES } from '../../services/imager/src/containers/jpeg/jpeg-coding.ts';
import {
  OTHER_COMPRESSIONS,
  OTHER_PHOTOMETRICS,
  SAMPLE_FORMATS,
} from '../../services/imager/src/containers/tiff/tiff-samples.ts';
import {
  IMAGE_FORMATS,
  type ImageFormat,
  LONGEST_SIDE,
  OUTPUT_FORMATS,
  OWN_FORMATS,
} from '../../services/imager/src/formats/formats.ts';
import { SIGNATURES } from '../../services/imager/src/formats/other-formats.ts';
import { table } from './schema-table.ts';

type Notes = { colour: string; animation: string; pages: string; metadata: string };

/** What people ask of each format, beside what the tables of the codec say. */
const NOTES: Readonly<Record<ImageFormat, Notes>> = {
  jpeg: {
    colour:
      'ICC profile, in grey also one of RGB; CMYK becomes sRGB, without a profile as browsers show it: inks as filters one behind the other. Of Ultra HDR the SDR base is taken.',
    animation: 'has none',
    pages: 'one',
    metadata: 'EXIF, XMP, IPTC, ICC, C2PA',
  },
  png: {
    colour: 'the first of cICP, iCCP, sRGB, and gAMA with cHRM; for HDR cLLI or mDCV tells the peak',
    animation: 'APNG, see below',
    pages: 'one',
    metadata: 'EXIF, XMP, ICC, texts, C2PA',
  },
  webp: {
    colour: 'ICC profile',
    animation: 'read and written',
    pages: 'one',
    metadata: 'EXIF, XMP, ICC, C2PA',
  },
  avif: {
    colour:
      'ICC profile, else the box nclx, else the header of AV1; of a gain map the SDR base is taken; alpha that was multiplied in is divided out',
    animation: 'AVIF sequences, see below',
    pages: 'one: the primary image',
    metadata: 'EXIF, XMP, ICC, C2PA; what goes is written over in place',
  },
  gif: {
    colour: 'sRGB; what no frame covers is transparent',
    animation: 'read and written',
    pages: 'one',
    metadata: 'comments, application data, C2PA',
  },
  tiff: {
    colour: 'ICC profile; CMYK and 16-bit Lab become sRGB',
    animation: 'has none',
    pages: 'the first that is neither a reduced copy nor a mask, also one that hangs from another',
    metadata: 'XMP, ICC, C2PA; libvips reads no EXIF from TIFF',
  },
  svg: {
    colour: 'sRGB',
    animation: 'the first moment is drawn',
    pages: 'one',
    metadata: 'none is kept; entities and embedded files are refused',
  },
};

const name = (format: string) => (format === 'webp' ? 'WebP' : format.toUpperCase());
const names = (formats: readonly string[]) => formats.map(name).join(', ');
const list = (items: readonly string[]) =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(items);
const sorted = (values: Iterable<string>) => [...new Set(values)].sort().join(', ');

/** docs/formats.md. */
export function formatsPage(): string {
  const sections = [
    `# Formats

What is read, what is written, and what becomes of colours, animations, pages and metadata. This page is generated
from the tables that the codec uses (\`services/imager/src/formats\`, \`codec\`, \`containers\`, \`colour\`) by \`npm run generate\`.

A format is known by the bytes of a file, never by its name or by what its server says. Outputs are sRGB of 8 bits for a
sample, or keep the ICC profile with the original or with \`keepMetadata: true\`.`,
    `## Read and written\n\n${formatTable()}`,
    `Where one of several formats is named, the first is written; an image with the colours of a palette (256 or fewer) is
tried as PNG besides, and one that would be larger than its source in all of them; the smallest is published. The original
is kept where encoding it gains nothing and every browser shows it as it is: \`keptOriginal\` in the event and in the API.
EXIF turns a JPEG or a PNG (where it stands before the pixels), as in browsers; Chromium and Firefox do not turn a WebP or AVIF by it, nor do we.
A JPEG that is turned by its EXIF, coded arithmetically, or not complete is always encoded.`,
    `A JPEG that stays one is not decoded where there is no need for it: its coefficients are quantized more coarsely
([decision 34](decisions/0034-webassembly-kernel.md)), and \`codec\` in \`image.compressed\` says \`requantized\` instead of \`reencoded\`.
It is decoded for ${list(DECODED.map(({ what }) => what))};
also when it is in RGB, of rare sampling (other than 4:2:0, 4:2:2, 4:4:0 and 4:4:4), damaged, or followed by more bytes (a gain map, another
picture); when it is turned by its EXIF and its sides are not whole units (multiples of 16 pixels, or of 8 in grey); and when its
quantization steps are about half as large as the new ones, hardly smaller, or larger, as from quality 75, 60 or 40 to 50.`,
    `## Details\n\n${detailTable()}`,
    `## Animations\n\n${animationTable()}`,
    `A dash is a failure, \`unsupported_animation\`: ${FAILURE_REASONS.unsupported_animation.hint} No animation becomes a still. The
original is kept with its metadata replaced, and only where no size is asked for.`,
    `## Colours that no ICC profile describes\n\n${colourTable()}`,
    `Numbers are those of ITU-T H.273. PNG's chunk cICP counts when its matrix is 0 and its range is full. Of an AVIF the transfers ${[...TAKEN_FOR_SRGB].join(', ')} are
taken for that of sRGB. Other numbers are taken for sRGB, as browsers do; what they do not show at all (in AVIF: logarithmic
transfers, and matrices such as ICtCp) fails with \`unsupported_color\`. gAMA without cHRM has the primaries of sRGB, and counts where it is more
than 5 % away from 1/2.2; cHRM without gAMA counts for nothing. PQ and HLG are mapped to SDR: reference white (203 cd/m², ITU-R BT.2408) comes to half of the display's light, what is darker
keeps its proportions, and what is brighter is bent to reach white at the peak, which is 1000 cd/m² unless the file says
otherwise: a curve of the kind of SMPTE ST 2094-50's for reference white, fitted to what Chromium shows, within ΔE2000 of 1.
Such an original is kept only where the converted image would be over ${WORTH_OF_SRGB} bytes larger.`,
    `## Metadata

${table(
  ['`keepMetadata`', 'Kept'],
  [
    [
      '`false` (default)',
      'the IPTC digital source type (`Iptc4xmpExt:DigitalSourceType`), by which images made by AI are known, in JPEG, PNG, WebP and AVIF; nothing else',
    ],
    ['`none`', 'nothing'],
    [
      '`true`',
      'EXIF, XMP, IPTC (from JPEG to JPEG) and the ICC profile, with copyright, creator and credit; of XMP not what it says of a gain map or a motion part that is gone',
    ],
  ],
)}

Where the EXIF of a JPEG says that it is half as large at 72 dpi (PixelXDimension, and a resolution of 144 dpi), browsers show it in
half its size on a page that gives it none. Without its metadata it is as large as its pixels, as are all others.

C2PA content credentials stay in a copy that is the same byte for byte, and only there: they would not verify in another.
The event says that there were some (\`source.hadContentCredentials\`).`,
    `## Not read

These end as \`unsupported_format\`, by their name and with what to do:

${table(
  ['What', 'Which'],
  [
    [
      'files',
      sorted(SIGNATURES.filter(([, { code }]) => code === 'unsupported_format').map(([, { what }]) => what)),
    ],
    [
      'also',
      'HEIC, Netpbm, Targa, compressed drawings (SVGZ), camera raw that is a TIFF (DNG, NEF, CR2, ARW)',
    ],
    [
      'JPEG',
      `${sorted(Object.values(FRAMES).flatMap((frame) => ('name' in frame ? [frame.name] : [])))}, JPEG of other than 8 bits`,
    ],
    ['TIFF: packed as', sorted(Object.values(OTHER_COMPRESSIONS))],
    [
      'TIFF: samples',
      sorted([
        ...Object.values(SAMPLE_FORMATS),
        ...Object.values(OTHER_PHOTOMETRICS),
        '8-bit Lab',
        'YCbCr not packed as JPEG',
        'inks other than CMYK',
        '32 and more bits, and odd numbers of bits',
      ]),
    ],
  ],
)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function formatTable(): string {
  const rows = IMAGE_FORMATS.map((format) => {
    const { opaque, transparent } = OWN_FORMATS[format];
    const written =
      names(opaque) === names(transparent)
        ? names(opaque)
        : `${names(opaque)}; transparent: ${names(transparent)}`;
    const output = OUTPUT_FORMATS.find((one) => one === format);
    return [
      name(format),
      format === 'svg' ? 'where `INPUT_FORMATS` names it' : 'yes',
      written,
      output ? String(LONGEST_SIDE[output]) : 'is not written',
    ];
  });
  return table(
    ['Format', 'Read', 'Written where a recipe names no format', 'Longest side written, in pixels'],
    rows,
  );
}

function detailTable(): string {
  const rows = IMAGE_FORMATS.map((format) => {
    const { colour, animation, pages, metadata } = NOTES[format];
    return [name(format), colour, animation, pages, metadata];
  });
  return table(['Format', 'Colours by', 'Animation', 'Pages', 'Metadata that is known'], rows);
}

const WANTED: readonly WantedFormat[] = ['same', 'webp', 'png', 'avif', 'jpeg'];
const ANIMATED_NAMES: Readonly<Partial<Record<ImageFormat, string>>> = { png: 'APNG', avif: 'AVIF sequence' };

function animationTable(): string {
  const rows = Object.entries(ANIMATIONS).map(([format, fates]) => [
    ANIMATED_NAMES[format as ImageFormat] ?? name(format),
    ...WANTED.map((wanted) => fateOf(fates[wanted])),
  ]);
  return table(['Animation', ...WANTED.map((wanted) => `\`${wanted}\``)], rows);
}

function fateOf(fate: Fate | undefined): string {
  if (!fate) return '—';
  const written = fate.written && name(fate.written);
  if (!fate.keepsOriginal) return written ?? '—';
  return written ? `original; resized: ${written}` : 'original; resized: —';
}

function colourTable(): string {
  const numbered = (known: Readonly<Record<number, unknown>>, called: Readonly<Record<number, string>>) =>
    Object.keys(known)
      .map((number) => `${called[Number(number)] ?? 'unnamed'} (${number})`)
      .join(', ');
  return table(
    ['', 'Known'],
    [
      ['primaries', numbered(PRIMARIES, PRIMARY_NAMES)],
      ['transfer', numbered(TRANSFERS, TRANSFER_NAMES)],
    ],
  );
}
