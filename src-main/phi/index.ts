// What other rooms may use of the phi room.
export { type AccessMatrixService, accessMatrixService } from './access-service.ts';
export { type Reading, readingsOf } from './access-reads.ts';
export { type Classification, classification } from './classification.ts';
export { certified, disposalPages, type DisposalPages } from './disposal-certificate.ts';
export { disposalService, type DisposalService, isGone } from './disposal-service.ts';
export { boxed } from './field-keys.ts';
export { namesakeWords } from './field-names.ts';
export { fields, type Fields } from './fields.ts';
export { type AsAdministrator, rowAccess, type RowAccessService } from './row-service.ts';
export { proposeRow, proposeSources } from './row-proposal.ts';
