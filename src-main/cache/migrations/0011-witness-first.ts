/** First position that this machine has witnessed: behind a removal where its copy began there. */
export const migration0011 = `
alter table log add column first integer not null default 0 check (first >= 0);
`;
