import { type Static, Type } from 'typebox';
import { Bytes, Count, Id, Position, record, Sha256, Url } from './fields.ts';
import { Timestamp } from './timestamp.ts';
import { openList } from './tolerance.ts';

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** What sales channels ask about, and the size of a file does not tell. */
const APPEARANCE = {
  frames: Type.Optional(
    Position(
      'Pictures that follow one another in time: 1 for a still image, 2 where more cannot be counted.',
    ),
  ),
  colours: Type.Optional(
    Type.Unsafe<'rgb' | 'grey' | 'cmyk'>({
      type: 'string',
      enum: ['rgb', 'grey', 'cmyk'],
      description:
        'What the file stores: red, green and blue, shades of grey, or inks. Grey as well where all pixels were looked at and none has a colour.',
    }),
  ),
  transparent: Type.Optional(
    Type.Boolean({
      description:
        'Whether any pixel is less than opaque; left out where the file could have such pixels and not all were looked at.',
    }),
  ),
  border: Type.Optional(
    record(
      {
        colour: Type.String({ pattern: '^#[0-9a-f]{6}$', description: 'The most frequent colour.' }),
        share: Share('How much of the border has that colour, or nearly so, from 0 to 1.'),
        white: Share('How much of the border is white, or nearly so, from 0 to 1.'),
        sides: Type.Optional(
          Type.Literal('one', { description: 'Only the first rows were looked at, not all four sides.' }),
        ),
      },
      'The pixels along the sides, on white where they are transparent.',
    ),
  ),
};

/** The image as it was downloaded. */
export const SourceImage = record({
  bytes: Bytes('Size of the downloaded file.'),
  format: Type.String({ description: 'jpeg, png, webp, avif, gif or tiff.' }),
  width: Count('Pixels, after orientation.'),
  height: Count('Pixels, after orientation.'),
  sha256: Sha256('Of the downloaded bytes.'),
  digitalSourceType: Type.Optional(
    Type.String({
      maxLength: 255,
      description: "The IPTC digital source type that the file's XMP names, as for images made by AI.",
    }),
  ),
  hadContentCredentials: Type.Optional(
    Type.Literal(true, {
      description: 'There were C2PA content credentials; they are only kept with a byte for byte copy.',
    }),
  ),
  finalUrl: Type.Optional(
    Url(
      'Where the file was, if redirects or a share link led to another address; without parameters that are keys.',
    ),
  ),
  etag: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: 'The ETag header field, as the server wrote it.',
    }),
  ),
  lastModified: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'The Last-Modified header field, as the server wrote it.',
    }),
  ),
  variesByAccept: Type.Optional(
    Type.Boolean({
      description:
        'True when the server says that others may get another file there, by the Accept header (Vary: Accept).',
    }),
  ),
  variesByClient: Type.Optional(
    Type.Literal(true, {
      description:
        'The server says that it chose the file by who asked (Vary: User-Agent, Cookie or *), so only a strong ETag says that it is unchanged.',
    }),
  ),
  noStore: Type.Optional(
    Type.Literal(true, {
      description:
        'The server forbids to keep its answer (Cache-Control: no-store), so the next request downloads the file again.',
    }),
  ),
  ...APPEARANCE,
});

/** What was known of an image when it was given up. */
export const FailedSource = record(
  {
    bytes: Type.Optional(
      Bytes('Size of the file; of one that was not read to its end, as much as is certain.'),
    ),
    format: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'The format by its bytes, also one that is not read: heic, bmp, psd or jxl.',
      }),
    ),
    width: Type.Optional(Count('Pixels, after orientation.')),
    height: Type.Optional(Count('Pixels, after orientation.')),
    sha256: Type.Optional(Sha256('Of the downloaded bytes.')),
    ...APPEARANCE,
  },
  'What was known of the file when the image was given up; left out when nothing was.',
);
export type FailedSource = Static<typeof FailedSource>;

/** How an image looks, as far as its event says so. */
export type ImageAppearance = Pick<Static<typeof SourceImage>, keyof typeof APPEARANCE>;

/** What an event says of how an image looks; null when it says nothing, as events of earlier versions. */
export function appearanceOf({
  frames,
  colours,
  transparent,
  border,
}: ImageAppearance): ImageAppearance | null {
  const appearance = {
    ...(frames !== undefined && { frames }),
    ...(colours !== undefined && { colours }),
    ...(transparent !== undefined && { transparent }),
    ...(border !== undefined && { border }),
  };
  return Object.keys(appearance).length > 0 ? appearance : null;
}

/** The image as it was stored. */
export const OutputImage = record({
  key: Type.String({ description: 'The object key in the outputs bucket.' }),
  url: Url('Where the image can be fetched.'),
  bytes: Bytes('Size of the stored object.'),
  contentType: Type.String({ description: 'The media type of the stored object.' }),
  width: Count('Pixels.'),
  height: Count('Pixels.'),
  sha256: Sha256('Of the stored bytes.'),
  etag: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'The ETag that the store gave the object, without quotes.',
    }),
  ),
});

/** Where an output came from that was not made for this image. */
export const Reused = record(
  {
    requestId: Id('The earlier request whose output was copied.'),
    by: openList(
      ['not-modified', 'same-bytes', 'trusted'],
      '^[a-z][a-z-]{0,63}$',
      'Why it could be: the server of the image answered that it has not changed, it sent the same bytes, or the recipe trusts what was seen before.',
    ),
    seenAt: Type.Optional(
      Timestamp('With trusted: when the image was last seen at its server, which was not asked this time.'),
    ),
  },
  'The output is a copy of that of an earlier image, with which source, output and quality are the same.',
);

/** How far an image is from its source, where a recipe's look decided its quality. */
export const ImageDistance = record(
  {
    metric: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'How it is measured, with its version; docs/looks.md says what it means.',
    }),
    value: Type.Number({ minimum: 0, description: 'At the quality used; 0 is the same picture.' }),
    most: Type.Number({ minimum: 0, description: 'What the look allows.' }),
  },
  'How far the result is from its source, where the look of the recipe decided the quality.',
);
