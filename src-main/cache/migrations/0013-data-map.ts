/** The data map as it was last read, to be shown while the database is away: names, classes and reasons, no value. */
export const migration0013 = `
create table data_map (
  source   text primary key,
  document text not null
) strict, without rowid;
`;
