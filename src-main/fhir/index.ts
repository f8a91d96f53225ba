export { fhirChecks } from './service.ts';
export type { ExactResource, FhirChecks, WrittenResource } from './ports.ts';
