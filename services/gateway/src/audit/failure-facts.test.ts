import { expect, test } from 'vitest';
import { factsOfFailure } from './failure-facts.ts';

// The sentences are those of services/imager (formats, codec) and packages/outbound.
test.each([
  ['unsupported_format', 'The server sent a HEIC image.', { format: 'heic' }],
  ['unsupported_format', 'The server sent a BMP image.', { format: 'bmp' }],
  ['unsupported_format', 'The server sent a JPEG XL image.', { format: 'jpeg xl' }],
  ['unsupported_format', 'The server sent a Photoshop document.', { format: 'psd' }],
  [
    'unsupported_format',
    'The server sent an image of the format SVG, which is not accepted here.',
    { format: 'svg' },
  ],
  ['unsupported_format', 'The server sent a camera raw file (CR3).', {}],
  ['unsupported_format', 'The server sent a JPEG of 12 bits for a sample.', {}],
  [
    'unsupported_animation',
    'The image is an animation (GIF), which cannot be written as JPEG.',
    { format: 'gif', frames: 2 },
  ],
  [
    'unsupported_animation',
    'The image is an animation (APNG), which cannot be written as JPEG.',
    { format: 'png', frames: 2 },
  ],
  [
    'unsupported_animation',
    'The image is an animation (AVIF), which can only be kept as it is: in its size, and with all or none of its metadata.',
    { format: 'avif', frames: 2 },
  ],
  ['unsupported_animation', 'The animation is too wide or too high for WEBP.', { frames: 2 }],
  [
    'too_many_pixels',
    'The image has 9000 × 8000 pixels; the limit is 50 megapixels.',
    { width: 9000, height: 8000 },
  ],
  [
    'too_many_pixels',
    'The image has 12 frames of 4000 × 3000 pixels; the limit is 100 megapixels.',
    { frames: 12, width: 4000, height: 3000 },
  ],
  ['too_large', 'The file has 40000000 bytes; the limit is 33554432 bytes.', { bytes: 40_000_000 }],
  ['too_large', 'The file has more than 33554432 bytes; the limit is 33554432 bytes.', { bytes: 33_554_432 }],
  ['not_found', 'The server answered 404.', {}],
  ['of_a_later_version', 'The server sent a HEIC image.', {}],
])('%s: %s', (code, detail, facts) => {
  expect(factsOfFailure({ code, detail })).toEqual(facts);
});
