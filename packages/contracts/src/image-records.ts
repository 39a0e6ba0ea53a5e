import { type Static, Type } from 'typebox';
import { Bytes, Count, Position, record, Sha256, Url } from './fields.ts';

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** What sales channels ask about, and the size of a file does not tell. */
const LOOKS = {
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
  ...LOOKS,
});

/** How an image looks, as far as its event says so. */
export type ImageLooks = Pick<Static<typeof SourceImage>, keyof typeof LOOKS>;

/** What an event says of how an image looks; null when it says nothing, as events of earlier versions. */
export function looksOf({ frames, colours, transparent, border }: ImageLooks): ImageLooks | null {
  const looks = {
    ...(frames !== undefined && { frames }),
    ...(colours !== undefined && { colours }),
    ...(transparent !== undefined && { transparent }),
    ...(border !== undefined && { border }),
  };
  return Object.keys(looks).length > 0 ? looks : null;
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
});
