import { describe, expect, test } from 'vitest';
import { opaqueId } from '../../../src-shared/base/schemas.ts';
import { fileHandles } from '../../../src-main/shell/file-handles.ts';

describe('fileHandles', () => {
  test('gives a handle that says nothing about the folder', () => {
    const handles = fileHandles();
    const chosen = handles.add('/home/officer/private/report.pdf');
    expect(chosen.name).toBe('report.pdf');
    expect(opaqueId.safeParse(chosen.handle).success).toBe(true);
    expect(handles.pathOf(chosen.handle)).toBe('/home/officer/private/report.pdf');
    expect(handles.add('/home/officer/private/report.pdf').handle).not.toBe(chosen.handle);
  });

  test.each(['', 'nobody', '/home/officer/private/report.pdf', '__proto__'])('does not know %j', (handle) => {
    const handles = fileHandles();
    handles.add('/home/officer/private/report.pdf');
    expect(() => handles.pathOf(handle)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
  });

  test('forgets the oldest of more than a thousand', () => {
    const handles = fileHandles();
    const first = handles.add('/a/first.pdf');
    const second = handles.add('/a/second.pdf');
    for (let i = 0; i < 999; i += 1) handles.add(`/a/${i}.pdf`);
    expect(() => handles.pathOf(first.handle)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
    expect(handles.pathOf(second.handle)).toBe('/a/second.pdf');
  });
});
