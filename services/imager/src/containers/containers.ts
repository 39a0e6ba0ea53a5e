import type { ImageFormat } from '../formats/formats.ts';
import { avif } from './avif/avif.ts';
import type { Container } from './container.ts';
import { gif } from './gif.ts';
import { jpeg } from './jpeg/jpeg.ts';
import { png } from './png/png.ts';
import { svg } from './svg.ts';
import { tiff } from './tiff/tiff.ts';
import { webp } from './webp.ts';

export const CONTAINERS: Readonly<Record<ImageFormat, Container>> = { jpeg, png, webp, avif, gif, tiff, svg };
