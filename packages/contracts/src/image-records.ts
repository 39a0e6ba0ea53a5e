import { Type } from 'typebox';
import { Bytes, Count, record, Sha256, Url } from './fields.ts';

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
});

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
