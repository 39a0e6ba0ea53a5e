import type { Page } from 'playwright-core';

/** A catalogue with one product for each of these addresses. */
export const catalogueOf = (urls: readonly string[], nameOf = (row: number) => `Product ${row}`): string =>
  [
    'sku,name,image',
    ...urls.map((url, index) => `S-${index + 1},${quoted(nameOf(index + 1))},${url}`),
    '',
  ].join('\n');

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Drops a file on the page, as from a folder of the desktop. */
export async function dropFile(page: Page, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: 'text/csv' }));
    return transfer;
  })()`);
  await page.dispatchEvent('.drop', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
}

/** Uploads a catalogue past the page, and answers with the id of its request. */
export async function upload(
  api: string,
  name: string,
  content: string,
  webhookUrl?: string,
): Promise<string> {
  const form = new FormData();
  if (webhookUrl) form.append('webhookUrl', webhookUrl);
  form.append('file', new Blob([content], { type: 'text/csv' }), name);
  const response = await fetch(`${api}/v1/requests`, { method: 'POST', body: form });
  const { id } = (await response.json()) as { id: string };
  return id;
}

/** The text of what a click downloads. */
export async function downloaded(
  page: Page,
  click: () => Promise<void>,
): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
}
