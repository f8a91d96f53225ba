// What adapters of the phi room implement.
export type { AccessCatalogue } from './access-service.ts';
export type { AccessFacts, ColumnAt, RelationFact, RoleFact, ViewFact } from './access-facts.ts';
export type {
  CatalogueColumn,
  ColumnRegistry,
  DataMapStore,
  DecidedColumn,
  NewDecision,
  StoredMap,
  TableReaders,
  ValueSource,
} from './classification-ports.ts';
export type { FieldDatabase, FieldRegister, GivenKeys, StoredFieldKey } from './field-ports.ts';
export type { AttachedRows, CatalogTable, RowDatabase, RowSource, RowStanding } from './row-ports.ts';
export type { DisposalDatabase, DisposalStanding, StepWish } from './disposal-ports.ts';
