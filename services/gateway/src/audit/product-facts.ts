import type { RowSigns } from '@halftone/catalog';
import type { ImageFacts, ProductFacts, Subject } from '@halftone/channels';
import type { Recipe } from '@halftone/contracts';
import type { ImageToAudit, ProductToAudit } from '@halftone/read-model';
import { factsOfFailure } from './failure-facts.ts';
import { asPublished } from './local-addresses.ts';

/**
 * What is known of a product and its images, as a channel would get them.
 * @param recipe by which the outputs were made
 */
export function factsOf(
  product: ProductToAudit,
  subject: Subject,
  { recipe, signs }: { recipe: Recipe; signs: RowSigns },
): ProductFacts {
  const { lacksMainImage, isVariation } = signs.read(product.cells);
  const images = product.images.map((image, index) => ({
    position: index + 1,
    ...(lacksMainImage && { role: 'additional' as const }),
    ...failureOf(image),
    ...(subject === 'sources' ? sourceFacts(image) : outputFacts(image, recipe)),
  }));
  const variation = { id: product.serial, positions: images.map(({ position }) => position) };
  return {
    id: String(product.row ?? `line ${product.line}`),
    images,
    ...(isVariation && { variations: [variation] }),
  };
}

/** What Halftone could not fetch, a channel cannot either; and there is no output. The detail becomes part of a sentence. */
const failureOf = ({ reason }: ImageToAudit) =>
  reason && { failed: { code: reason.code, detail: reason.detail.replace(/\.$/, '') } };

function sourceFacts({ url: address, source, reason, failedSource }: ImageToAudit): Partial<ImageFacts> {
  const url = asPublished(address);
  if (!source) return { url, ...(failedSource ?? (reason && factsOfFailure(reason))) };
  const { appearance, digitalSourceType, ...facts } = source;
  return {
    url,
    ...facts,
    ...ofFormat(facts.format),
    ...appearance,
    ...(digitalSourceType && { digitalSourceType, keepsDigitalSourceType: true }),
  };
}

/** What a format tells by itself, also where the event does not say: a JPEG holds one picture, all of it opaque. */
const ofFormat = (format: string | undefined): Partial<ImageFacts> =>
  format === 'jpeg' ? { frames: 1, transparent: false } : {};

/** The formats of outputs, as detection names them. */
const FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/tiff': 'tiff',
};

/** Of an output its event says what became of the file; what it looks like, it has from its source. */
function outputFacts(image: ImageToAudit, recipe: Recipe): Partial<ImageFacts> {
  const { source, output, quality, keptOriginal } = image;
  if (!source || !output) return {};
  const { contentType, url, ...facts } = output;
  const format = FORMATS[contentType];
  const { digitalSourceType, appearance } = source;
  const isEncoded = keptOriginal !== true;
  return {
    url: asPublished(url),
    ...facts,
    ...appearance,
    ...(format && { format }),
    ...ofFormat(format),
    // What is encoded is sRGB, or shades of grey.
    ...(isEncoded && appearance?.colours === 'cmyk' && { colours: 'rgb' as const }),
    ...(isEncoded && quality !== null && { quality }),
    ...(digitalSourceType && {
      digitalSourceType,
      keepsDigitalSourceType: !isEncoded || recipe.keepMetadata !== 'none',
    }),
  };
}
