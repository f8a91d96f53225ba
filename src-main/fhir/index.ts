export { fhirChecks } from './service.ts';
export type { ExactResource, FhirChecks, WrittenResource } from './ports.ts';
export { beginOfFile } from './input-file.ts';
