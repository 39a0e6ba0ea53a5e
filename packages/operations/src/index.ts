export { operatorEnvironment } from './settings.ts';
export { FINDINGS, type Finding, type FindingCode } from './verify/findings.ts';
export { type OutputStore, type OutputStoreSettings, openOutputStore } from './verify/output-store.ts';
export { isConsistent, type Report, type VerifyOptions, verify } from './verify/verify.ts';
export type { RequestReport, RequestState, VerifyParts } from './verify/verify-request.ts';
