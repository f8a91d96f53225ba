// What other rooms may use of the keys room.
export { type Authority, authority, type Role } from './authority.ts';
export type { SubjectName } from './certificate-request.ts';
export type { ApproverTrust } from './ports.ts';
export { ledger, type Ledger } from './ledger.ts';
export { recipientFit, type RecipientFit } from './recipient-fit.ts';
export type { FileReaders } from './shared-files.ts';
export { type ColumnPlace, recordPrefix, type SealedColumns } from './sealed-columns.ts';
export { INVISIBLE, type KeyRing, keyRing, type UseReport } from './service.ts';
