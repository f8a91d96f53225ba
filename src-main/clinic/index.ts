// What other rooms may use of the clinic room.
export { type AdministratorDesk, administratorDesk } from './administrator-desk.ts';
export { driftEvents } from './drift-events.ts';
export { type DriftWatch, driftWatch } from './drift-watch.ts';
export { type GuardPack, guardPack } from './guard-pack.ts';
export { type CredentialKeys, limitsService, type LimitsService } from './limits.ts';
export { connectionFromUrl, isLoopback } from './address.ts';
export { type AuditTriggers, auditTriggers, type TriggerDatabase } from './audit-triggers.ts';
export { type Monitoring, monitoring } from './monitoring.ts';
export { type SecurityCall, type SecurityWatch, securityWatch } from './security-watch.ts';
export { type SecurityEventDatabase, type SecurityEvents, securityEvents } from './security-events.ts';
