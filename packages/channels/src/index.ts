export { type AuditOptions, auditProduct, notChecked } from './audit-product.ts';
export { CHANNELS, READ_ON } from './channels/channels.ts';
export type { CheckKind } from './checks/check.ts';
export { isPrivateHost } from './checks/hosts.ts';
export {
  type Border,
  CATEGORIES,
  type Category,
  type ImageFacts,
  type ProductFacts,
  type Role,
  SUBJECTS,
  type Subject,
  type Variation,
} from './facts.ts';
export { type Finding, SEVERITIES, type Severity, type Verdict, verdictOf } from './finding.ts';
export { outputFor } from './output-for.ts';
export {
  CERTAINTIES,
  type Certainty,
  type Channel,
  type ChannelOutput,
  EFFECTS,
  type Effect,
  type Rule,
} from './rule.ts';
export { type ToldRule, toldRules } from './told-rules.ts';
