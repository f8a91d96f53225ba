/** A digest over each chunk of witnessed entries: a damaged file must not pass for a changed log. Older chunks have none. */
export const migration0002 = `
alter table chunk add column digest blob;
`;
