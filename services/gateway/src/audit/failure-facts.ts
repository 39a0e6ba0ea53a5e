import type { ImageFacts } from '@halftone/channels';

/** What an image is like, by the sentence that says why it failed. */
type Sentence = {
  pattern: RegExp;
  facts: (groups: Record<string, string | undefined>) => Partial<ImageFacts>;
};

/** Formats whose name in a sentence is not how rules call them. */
const FORMATS: Readonly<Record<string, string>> = { apng: 'png', 'photoshop document': 'psd' };

const formatNamed = (name = '') => FORMATS[name.toLowerCase()] ?? name.toLowerCase();
const size = ({ width, height }: Record<string, string | undefined>) => ({
  width: Number(width),
  height: Number(height),
});

/** By code, the sentences of imagers whose `image.failed` had no field `source`. No new ones are added: newer events say it themselves. */
const SENTENCES: Readonly<Record<string, readonly Sentence[]>> = {
  unsupported_format: [
    {
      pattern: /^The server sent an image of the format (?<format>\w+),/,
      facts: ({ format }) => ({ format: formatNamed(format) }),
    },
    {
      pattern: /^The server sent an? (?<format>[A-Z][\w ]*) image\.?$/,
      facts: ({ format }) => ({ format: formatNamed(format) }),
    },
    {
      pattern: /^The server sent a (?<format>Photoshop document)/,
      facts: ({ format }) => ({ format: formatNamed(format) }),
    },
  ],
  unsupported_animation: [
    {
      // How many frames there are, nobody counted.
      pattern: /^The image is an animation \((?<format>\w+)\)/,
      facts: ({ format }) => ({ format: formatNamed(format), frames: 2 }),
    },
    { pattern: /^The animation /, facts: () => ({ frames: 2 }) },
  ],
  too_many_pixels: [
    {
      pattern: /^The image has (?:(?<frames>\d+) frames of )?(?<width>\d+) × (?<height>\d+) pixels;/,
      facts: ({ frames, ...sides }) => ({ ...size(sides), ...(frames && { frames: Number(frames) }) }),
    },
  ],
  too_large: [
    {
      pattern: /^The file has (?:more than )?(?<bytes>\d+) bytes;/,
      facts: ({ bytes }) => ({ bytes: Number(bytes) }),
    },
  ],
};

/**
 * What is known of an image that failed: one that Halftone does not read, or not in this size, breaks the rules of a channel
 * nonetheless.
 */
export function factsOfFailure({ code, detail }: { code: string; detail: string }): Partial<ImageFacts> {
  for (const { pattern, facts } of SENTENCES[code] ?? []) {
    const found = pattern.exec(detail);
    if (found) return facts(found.groups ?? {});
  }
  return {};
}
