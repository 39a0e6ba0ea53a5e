export const HEADER = 'S. No.,Product Name,Input Image URLs\n';

/** A catalogue with one product for each list of URLs. */
export function catalogue(...products: string[][]): string {
  const rows = products.map((urls, index) => `${index + 1},Product ${index + 1},"${urls.join(', ')}"\n`);
  return HEADER + rows.join('');
}

/** A form as a browser or curl sends it. */
export function uploadForm(
  csv: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'catalogue.csv');
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const BOUNDARY = 'b0undary';

/** The headers of an upload whose body is written piece by piece. */
export const rawHeaders = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

/** What stands before and after the file in such a body. */
export const rawForm = {
  start: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\nContent-Type: text/csv\r\n\r\n`,
  end: `\r\n--${BOUNDARY}--\r\n`,
};
