/**
 * The version of what makes an output of an address and a recipe: the codec, and which file servers are asked for
 * (`download/accept.ts`). It is raised whenever the same bytes and recipe may give another output, by our code or by that of
 * sharp, so that outputs of before are not reused; `codec-version.test.ts` notices some of that.
 */
export const CODEC_VERSION = 1;
