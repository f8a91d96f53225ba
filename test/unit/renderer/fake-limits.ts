import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { FhirConnection, limitsContract, RateStanding } from '../../../src-shared/clinic/limits.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** Limits and FHIR connections in memory. */
export function limitsHandlers(push: Push): Pick<Handlers, keyof typeof limitsContract> {
  const limit = (kind: string, most: number): RateStanding => ({
    ...{ kind, most, seconds: 3600, subjects: 1, busiest: 3, refused: 0, refusedAt: null },
  });
  let limits = [limit('export', 10), limit('fhir-sync', 50)];
  let connections: FhirConnection[] = [];
  const told = <T>(value: T): T => {
    push('limits.changed', {});
    return value;
  };
  const change = (connectionId: string, state: FhirConnection['state']): Record<string, never> => {
    connections = connections.map((one) => (one.connectionId === connectionId ? { ...one, state } : one));
    return told({});
  };
  return {
    'limits.state': () => ({ installed: true, limits, connections }),
    'limits.set': ({ kind, most, seconds }) => {
      limits = limits.map((one) => (one.kind === kind ? { ...one, most, seconds } : one));
      return told({});
    },
    'limits.connect': ({ name, baseUrl, clientId, scopes, expiresAt }) => {
      const connectionId = `connection-${String(connections.length + 1)}`;
      const at = new Date().toISOString();
      connections = [
        ...connections,
        {
          ...{ connectionId, name, baseUrl, clientId, scopes, expiresAt, state: 'active', createdAt: at },
          events: [{ what: 'created', at, by: 'officer', reason: null }],
        },
      ];
      return told({ connectionId });
    },
    'limits.refresh': ({ connectionId }) => change(connectionId, 'active'),
    'limits.revoke': ({ connectionId }) => change(connectionId, 'revoked'),
  };
}
