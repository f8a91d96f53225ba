// What adapters of the phi room implement.
export type { AttachedRows, CatalogTable, RowDatabase, RowSource, RowStanding } from './row-ports.ts';
