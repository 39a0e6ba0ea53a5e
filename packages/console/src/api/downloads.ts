import { CallError, problemIn } from './call-error.ts';
import { apiKey, keyHeaders, noteAnswer } from './session.ts';

/**
 * Saves what stands at an address of the API, under the name that it comes with. Without a key the browser does it by itself; a key stands in a header, so
 * that the file has to be fetched first.
 * @throws CallError when the gateway refuses it
 */
export async function download(path: string, filename: string): Promise<void> {
  if (apiKey.value === null) return click(path, filename);
  const response = await fetch(path, { headers: keyHeaders() }).catch(() => {
    throw new CallError(0, null);
  });
  noteAnswer(response.status);
  if (!response.ok) throw new CallError(response.status, problemIn(await response.json().catch(() => null)));
  const [, named = filename] =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  saveBlob(await response.blob(), named);
}

/** Saves a text that the page made itself. */
export const saveText = (text: string, filename: string, type: string) =>
  saveBlob(new Blob([text], { type }), filename);

function saveBlob(blob: Blob, filename: string): void {
  const url = URL.createObjectURL(blob);
  click(url, filename);
  // Chrome reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function click(href: string, filename: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = filename;
  link.click();
}
