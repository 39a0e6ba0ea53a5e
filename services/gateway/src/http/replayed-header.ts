/** Where an answer says that it repeats an earlier one. */
export const REPLAYED_HEADER = 'idempotency-replayed';
