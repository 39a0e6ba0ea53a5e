import type { EventData, Recipe } from '@halftone/contracts';

/**
 * The version of what makes an output of an address and a recipe: the codec, and which file servers are asked for
 * (`download/accept.ts`). It is raised whenever the same bytes and recipe may give another output, by our code or by that of
 * sharp, so that outputs of before are not reused; `codec-version.test.ts` notices some of that.
 */
export const CODEC_VERSION = 3;

/**
 * Of what was made before versions were counted, requantized JPEGs come out as they did, and most else as in version 2: not AVIF,
 * nor JPEGs that sharp encoded, nor what a search has found, which ends elsewhere now.
 */
export function versionBefore(
  { output, quality, codec }: Pick<EventData<'image.compressed'>, 'output' | 'quality' | 'codec'>,
  recipe: Recipe,
): number {
  const { contentType } = output;
  const wasEncodedOtherwise =
    contentType === 'image/avif' || (contentType === 'image/jpeg' && codec !== 'requantized');
  const wasSearched = recipe.targetRatio !== undefined || quality !== recipe.quality;
  if (wasEncodedOtherwise || wasSearched) return 1;
  return codec === 'requantized' ? 3 : 2;
}
