import type { EventData } from '@halftone/contracts';

/** The data of a completion in which one image of three failed. */
export function completedData(requestId: string, webhookUrl?: string): EventData<'request.completed'> {
  return {
    requestId,
    outcome: 'partial',
    counts: { products: 2, images: 3, compressed: 2, failed: 1 },
    bytes: { source: 1000, output: 400 },
    durationMs: 1234,
    outputsDigest: 'a'.repeat(64),
    ...(webhookUrl && { webhookUrl }),
  };
}
