/** What hung on the clinic's tables and what differed at the last look, a document for each database: names, no value. */
export const migration0018 = `
create table drift (
  source   text primary key,
  document text not null
) strict, without rowid;
`;
