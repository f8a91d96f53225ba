import type { Drift } from '../../src-shared/clinic/guard.ts';

/** A security event that is to be recorded. */
export type DriftEvent = { readonly type: string; readonly subject: string };

/** So many are recorded one by one; the rest are one event together. */
const MOST = 20;
const LOG = /^trigger (\S+) on (guard\.(?:audit_log|seal|block))$/;

/**
 * What the desk of security events is told of differences. The first two types are also found behind each sealing
 * (0060-security-events.sql), under the same subject.
 */
export function driftEvents(news: readonly Drift[]): readonly DriftEvent[] {
  const all = [...new Map(news.map(eventOf).map((one) => [`${one.type} ${one.subject}`, one])).values()];
  const rest = all.length - MOST;
  return rest <= 0
    ? all
    : [...all.slice(0, MOST), { type: 'guard-changed', subject: `${rest} more at the same time` }];
}

function eventOf({ object, change }: Drift): DriftEvent {
  const own = /^trigger attestry_audit(?:_truncate)? on (?<table>.+)$/.exec(object)?.groups?.table;
  if (own !== undefined) return { type: 'trigger-disabled', subject: own };
  const [, trigger = '', table = ''] = LOG.exec(object) ?? [];
  if (trigger !== '' && (change === 'missing' || change === 'trigger-off'))
    return { type: 'log-unprotected', subject: `${table} ${trigger}` };
  if (object.startsWith('trigger zzz_')) return { type: 'encryption-removed', subject: object };
  const rules = change === 'row-security' || change === 'definition';
  if (rules && object.startsWith('table ') && !object.startsWith('table guard.'))
    return { type: 'row-policy-changed', subject: object };
  return { type: 'guard-changed', subject: `${object}: ${change}` };
}
