import type { Channel } from '../../rule.ts';

const SCHEMA = 'OTTO Market products API v3, media asset field, in a public SDK';
const MARCOS = 'Marcos help, images not visible on OTTO Market (undated)';
const RETAIL = 'OTTO, Retail API hub documentation, media assets (2023-10-02)';
const RETAIL_API = 'OTTO’s Retail API';

export const OTTO: Channel = {
  id: 'otto',
  name: 'OTTO Market',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSides', shorter: 480, longer: 960 },
      effect: 'refuses',
      certainty: 'second hand',
      source: MARCOS,
    },
    {
      id: 'min-size-schema',
      check: { kind: 'minSides', shorter: 500, longer: 1000 },
      effect: 'unclear',
      certainty: 'official schema',
      source: SCHEMA,
      disputed: 'the help of Marcos asks for 480 × 960 pixels.',
    },
    {
      id: 'max-size',
      check: { kind: 'maxLongest', pixels: 4500 },
      effect: 'refuses',
      certainty: 'second hand',
      source: MARCOS,
    },
    {
      id: 'max-width',
      check: { kind: 'maxWidth', pixels: 4500 },
      effect: 'unclear',
      certainty: 'official schema',
      source: SCHEMA,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png'] },
      effect: 'refuses',
      certainty: 'official schema',
      source: SCHEMA,
    },
    {
      id: 'colours',
      check: { kind: 'colours', without: 'cmyk' },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${SCHEMA}; ${MARCOS}`,
    },
    {
      id: 'min-count',
      check: { kind: 'minCount', images: 1 },
      effect: 'refuses',
      certainty: 'official schema',
      source: SCHEMA,
    },
    {
      id: 'url-length',
      check: { kind: 'urlLength', characters: 2083 },
      effect: 'refuses',
      certainty: 'official schema',
      source: SCHEMA,
    },
    {
      id: 'file-name',
      check: {
        kind: 'fileName',
        banned: /[^A-Za-z0-9._-]/,
        asks: 'file names without special characters or umlauts',
      },
      effect: 'unclear',
      certainty: 'second hand',
      source: MARCOS,
    },
    {
      id: 'transparency',
      check: { kind: 'opaque' },
      effect: 'advice',
      certainty: 'second hand',
      source: 'hello-pine, OTTO image rules',
    },
    {
      id: 'background',
      check: { kind: 'unmeasured', asks: 'a light and neutral background, and a product that fills 85 %' },
      effect: 'advice',
      certainty: 'second hand',
      source: MARCOS,
    },
    {
      id: 'overlays',
      check: { kind: 'unmeasured', asks: 'pictures without text, logo, seal, watermark or price' },
      effect: 'refuses',
      certainty: 'second hand',
      source: MARCOS,
    },
    {
      id: 'retail-min-size',
      by: RETAIL_API,
      check: { kind: 'minSides', shorter: 480, longer: 960 },
      effect: 'unclear',
      certainty: 'official page',
      source: RETAIL,
    },
    {
      id: 'retail-max-bytes',
      by: RETAIL_API,
      check: { kind: 'maxBytes', bytes: 26_214_400, asks: '26214400 bytes' },
      effect: 'unclear',
      certainty: 'official page',
      source: RETAIL,
    },
    {
      id: 'retail-formats',
      by: RETAIL_API,
      check: { kind: 'formats', formats: ['gif', 'jpeg', 'png', 'tiff'] },
      effect: 'warns',
      certainty: 'official page',
      source: `${RETAIL}; its list of error codes`,
    },
  ],
  notes: [
    'The number of images is not limited (official schema).',
    'Swatches and energy labels have at least 480 × 960 pixels, too (second hand).',
    'In the Retail API, a material sample has at least 480 × 480 pixels, a colour swatch 34 × 34, an energy label 425 × 850; a colour swatch at most 10,485,760 bytes (official page).',
  ],
  contradictions: [
    'Smallest size: 500 × 1000 by the v3 schema; 480 × 960 by Marcos. The audit goes by the smaller.',
    'Formats: JPG and PNG by the schema; the Retail API adds GIF and TIFF. The audit goes by the schema.',
  ],
  notFound: ['a limit of bytes in the Market API', 'the current (v5) text of the media asset field'],
  output: {
    format: 'jpeg',
    maxWidth: 4500,
    maxHeight: 4500,
    maxBytes: 26_214_400,
    mayScale: true,
    look: 'good',
  },
};
