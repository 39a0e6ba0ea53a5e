export { type OutputStore, type OutputStoreSettings, openOutputStore } from './output-store.ts';
export { operatorEnvironment } from './settings.ts';
export { FINDINGS, type Finding, type FindingCode } from './verify/findings.ts';
export { isConsistent, type Report, type VerifyOptions, verify } from './verify/verify.ts';
export type { RequestReport, RequestState, VerifyParts } from './verify/verify-request.ts';
