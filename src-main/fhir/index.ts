export { fhirChecks } from './service.ts';
export type { FhirChecks } from './ports.ts';
