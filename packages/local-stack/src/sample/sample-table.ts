import Table from 'cli-table3';
import { parse } from 'csv-parse/sync';

/** One image of the output CSV. */
export type SampleImage = {
  product: string;
  input: string;
  output: string | undefined;
  error: string | undefined;
};

/** The images of an output CSV, with the positions of inputs and outputs matched. */
export function imagesOf(outputCsv: string): SampleImage[] {
  const rows: Record<string, string>[] = parse(outputCsv, { columns: true });
  return rows.flatMap((row) => {
    const outputs = (row['Output Image URLs'] ?? '').split(', ');
    return (row['Input Image URLs'] ?? '').split(', ').map((input, index) => ({
      product: row['Product Name'] ?? '',
      input,
      output: outputs[index] || undefined,
      error: errorOf(input, row.Errors ?? ''),
    }));
  });
}

/** The errors of a product stand in one cell: `Image 2 (<url>): <why>; Image 3 ...`. */
function errorOf(input: string, errors: string): string | undefined {
  const own = errors.split(/; (?=Image \d+ \()/).find((error) => error.includes(`(${input})`));
  return own?.replace(/^Image \d+ \(.*?\): /, '');
}

const NO_LINES_BETWEEN_ROWS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

export type TableSettings = {
  /** The size of what stands at an address, in bytes. */
  sizeOf: (url: string) => Promise<number>;
  /** Whether the terminal is likely to show hyperlinks. */
  interactive: boolean;
};

/** The table of a finished catalogue: product, before, after, saved, and where the result is. */
export async function sampleTable(
  images: SampleImage[],
  { sizeOf, interactive }: TableSettings,
): Promise<string> {
  const table = new Table({
    head: ['Product', 'Image', 'Before', 'After', 'Saved'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: interactive ? { head: ['bold'], border: ['gray'] } : { head: [], border: [] },
    chars: NO_LINES_BETWEEN_ROWS,
  });
  let before = 0;
  let after = 0;
  for (const [index, { product, input, output }] of images.entries()) {
    const image = nameOf(input);
    const title = images[index - 1]?.product === product ? '' : product;
    if (!output) {
      table.push([title, image, 'failed', '', '']);
      continue;
    }
    const [source, result] = await Promise.all([sizeOf(input), sizeOf(output)]);
    before += source;
    after += result;
    const linked = interactive ? { content: image, href: output } : image;
    table.push([title, linked, ...figures(source, result)]);
  }
  table.push(['Total', '', ...figures(before, after)]);
  return table.toString();
}

/** The size that a server reports for what stands at an address. */
export async function sizeAt(url: string): Promise<number> {
  const response = await fetch(url, { method: 'HEAD' });
  if (!response.ok) throw new Error(`HEAD ${url} answers ${response.status}`);
  return Number(response.headers.get('content-length'));
}

/** The last part of an image's address. */
export const nameOf = (url: string) => new URL(url).pathname.split('/').at(-1) ?? url;

const figures = (before: number, after: number) => [
  size(before),
  size(after),
  `${Math.round(100 * (1 - after / before))} %`,
];

const size = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
