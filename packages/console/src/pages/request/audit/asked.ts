/** By which channel a request is judged, and by the rules of which day; today's if empty. */
export type Asked = { channel: string; asOf: string };
