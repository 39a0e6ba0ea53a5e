import type { AuditCategory } from '../../../api/shapes.ts';

/** By which channel a request is judged, by the rules of which day, today's if empty, and for which products, all if empty. */
export type Asked = { channel: string; asOf: string; category: AuditCategory | '' };

/** The same as parameters of the addresses that judge. */
export const queryOf = ({ channel, asOf, category }: Asked) => ({
  channel: [channel],
  ...(asOf && { asOf }),
  ...(category && { category }),
});
