import { describe, expect, test } from 'vitest';
import { eventCodes } from '../../../src-main/audit/exports/event-codes.ts';
import { EVENT_TYPES } from '../../../src-shared/clinic/event-types.ts';

const codes = (type: string, action = 'execute', aboutPatient = false) => {
  const found = eventCodes(type, action, aboutPatient);
  return [found.type.code, found.subtype?.code ?? null];
};

describe('DICOM codes of event types', () => {
  test.each([
    ['auth.login-failed', '110114', '110122'],
    ['access.denied', '110113', '110132'],
    ['schema.changed', '110113', '110131'],
    ['key.destroyed', '110113', '110129'],
    ['guard.detached', '110113', '110133'],
    ['record.print', '110106', null],
    ['phi.search', '110112', null],
    ['job.run', '110100', null],
  ])('%s is %s, %s', (name, type, subtype) => {
    expect(codes(name)).toEqual([type, subtype]);
  });
  test('each type of the list has a type of audit event, about a patient or not', () => {
    for (const { name } of EVENT_TYPES)
      for (const aboutPatient of [true, false])
        expect(codes(name, 'read', aboutPatient)[0]).toMatch(/^1101\d\d$/);
  });
});
