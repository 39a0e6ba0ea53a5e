export { FINDINGS, type Finding, type FindingCode } from './findings.ts';
export { type OutputStore, type OutputStoreSettings, openOutputStore } from './output-store.ts';
export { operatorEnvironment } from './settings.ts';
export { isConsistent, type Report, type VerifyOptions, verify } from './verify.ts';
export type { RequestReport, RequestState, VerifyParts } from './verify-request.ts';
