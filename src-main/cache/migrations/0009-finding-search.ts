/** What findings are searched and grouped by, beside the finding itself; those that are kept already get it too. */
export const migration0009 = `
alter table finding add column position integer;
alter table finding add column actor text;
alter table finding add column occurred text;
alter table finding add column words text;
update finding set position = document ->> '$.position',
  actor = coalesce(document ->> '$.evidence.before.actor', document ->> '$.evidence.now.actor'),
  occurred = substr(coalesce(document ->> '$.evidence.before.occurredAt', document ->> '$.evidence.now.occurredAt'), 1, 19),
  words = lower(concat_ws(' ', document ->> '$.entryId',
    document ->> '$.evidence.before.actor', document ->> '$.evidence.now.actor',
    document ->> '$.evidence.before.actorRole', document ->> '$.evidence.now.actorRole',
    document ->> '$.evidence.before.eventType', document ->> '$.evidence.now.eventType',
    document ->> '$.evidence.before.action', document ->> '$.evidence.now.action',
    document ->> '$.evidence.before.resourceType', document ->> '$.evidence.now.resourceType',
    document ->> '$.evidence.before.resourceId', document ->> '$.evidence.now.resourceId'));
create index finding_position on finding (run_id, position);
create index finding_actor on finding (run_id, actor, number);
`;
