import { codeOf, Fault } from '../../base/fault.ts';
import { databaseFault } from './answers.ts';

/** Undefined table, undefined column, invalid schema, wrong kind of object, wrong type, no right. */
const NOT_AS_MAPPED = ['42P01', '42703', '3F000', '42809', '42883', '42804', '22P02', '42846'];

/** The fault of a source, in words that name no value. */
export function dossierFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error) ?? '';
  if (NOT_AS_MAPPED.includes(code))
    return new Fault(
      'table-unusable',
      'The table is not as the dossier map says: a table, a column or a type is another one.',
      'Compare the map with the database and mend it. Rights requests, Record map (or `rights map test`) tries every place.',
      error,
    );
  if (code === '42501')
    return new Fault(
      'table-unusable',
      'The role that reads the record set may not read this table, or row-level security hides rows from it.',
      'Ask the database administrator to grant it SELECT on the table, with a policy that lets it see every row.',
      error,
    );
  return databaseFault(error);
}
