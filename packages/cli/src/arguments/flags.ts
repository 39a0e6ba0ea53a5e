import { RECIPE_FLAGS } from './recipe-arguments.ts';

export type Flags = Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: true }>;

/** Flags of every command. */
export const EVERYWHERE: Flags = {
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
};

/** What each command takes besides: an operand (in brackets if it may be left out) or none, and its own flags. */
export const COMMANDS = {
  upload: {
    operand: 'FILE',
    flags: {
      webhook: { type: 'string' },
      'webhook-events': { type: 'string' },
      recipe: { type: 'string' },
      ...RECIPE_FLAGS,
      'invalid-rows': { type: 'string' },
      encoding: { type: 'string' },
      sheet: { type: 'string' },
      columns: { type: 'string' },
      'base-url': { type: 'string' },
      channel: { type: 'string', multiple: true },
      'idempotency-key': { type: 'string' },
      'dry-run': { type: 'boolean' },
      probe: { type: 'string' },
      watch: { type: 'boolean' },
      strict: { type: 'boolean' },
    },
  },
  status: { operand: 'ID', flags: {} },
  watch: { operand: 'ID', flags: { strict: { type: 'boolean' } } },
  images: {
    operand: 'ID',
    flags: { failed: { type: 'boolean' }, reason: { type: 'string' }, limit: { type: 'string' } },
  },
  audit: {
    operand: 'ID',
    flags: {
      channel: { type: 'string', multiple: true },
      'as-of': { type: 'string' },
      category: { type: 'string' },
      csv: { type: 'boolean' },
      out: { type: 'string' },
      strict: { type: 'boolean' },
      limit: { type: 'string' },
    },
  },
  download: {
    operand: 'ID',
    flags: { zip: { type: 'boolean' }, failed: { type: 'boolean' }, out: { type: 'string' } },
  },
  retry: { operand: 'ID', flags: { watch: { type: 'boolean' }, strict: { type: 'boolean' } } },
  cancel: { operand: 'ID', flags: {} },
  delete: { operand: 'ID', flags: {} },
  deliveries: {
    operand: '[ID]',
    flags: { outcome: { type: 'string' }, since: { type: 'string' }, limit: { type: 'string' } },
  },
  redeliver: { operand: 'the ID of a delivery', flags: {} },
  list: {
    operand: undefined,
    flags: { status: { type: 'string' }, outcome: { type: 'string' }, limit: { type: 'string' } },
  },
} as const satisfies Record<string, { operand: string | undefined; flags: Flags }>;

export type CommandName = keyof typeof COMMANDS;

export const ALL_FLAGS: Flags = Object.assign(
  {},
  EVERYWHERE,
  ...Object.values(COMMANDS).map(({ flags }) => flags),
);
