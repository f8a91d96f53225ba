import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { POLICY_SHORTEST, type CutPlan } from '../../src-shared/audit/retention.ts';
import { formatCount, formatInstant, formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';

/** The way to a certificate: how far back, what that means, the rule, the signature. */
export function NewCut({ onEnd }: { readonly onEnd: () => void }): ReactNode {
  const plan = useAsk('retention.plan');
  const sign = useAsk('retention.sign');
  const [day, setDay] = useState('');
  const [policy, setPolicy] = useState('');
  const [signing, setSigning] = useState(false);
  const made = plan.answer?.plan ?? null;
  const ruled = policy.trim().length >= POLICY_SHORTEST;
  return (
    <form
      className="panel-part stack"
      aria-label="Remove old entries"
      onSubmit={(event) => {
        event.preventDefault();
        if (day !== '') void plan.ask({ wish: { before: `${day}T00:00:00Z` } });
      }}
    >
      <h3>Remove old entries</h3>
      <TextInput
        type="date"
        label="Everything that happened before this day (UTC)"
        description="A removal ends with a whole block, so that it may take a little less."
        value={day}
        required
        onChange={(event) => {
          setDay(event.currentTarget.value);
          plan.clear();
        }}
      />
      <div className="row">
        <Button type="submit" variant="default" loading={plan.busy} disabled={day === ''}>
          Show what would be removed
        </Button>
        <Button variant="subtle" onClick={onEnd}>
          Not now
        </Button>
      </div>
      {plan.failure === null ? null : <FailurePanel failure={plan.failure} />}
      {made === null ? null : (
        <>
          <p>{sentence(made)}</p>
          <TextInput
            label="The rule under which they are removed"
            description="It stands in the certificate for good. Name the rule, nobody’s name."
            placeholder="Entries are kept for six years (retention rule 4.2)."
            value={policy}
            maxLength={300}
            onChange={(event) => {
              setPolicy(event.currentTarget.value);
            }}
          />
          <div className="row">
            <Button
              disabled={!ruled}
              onClick={() => {
                setSigning(true);
              }}
            >
              Verify and sign…
            </Button>
            <span className="soft small">
              {ruled ? '' : `At least ${String(POLICY_SHORTEST)} characters.`}
            </span>
          </div>
          <ConfirmSign
            opened={signing}
            onClose={() => {
              setSigning(false);
            }}
            title="Sign for the removal of old entries"
            sentence={sentence(made)}
            facts={[
              ['Entries', formatCount(made.entries)],
              ['Rule', policy.trim()],
              ['Tree', <Hash key="h" value={made.root} what="root of the removed entries" />],
            ]}
            busy={sign.busy}
            failure={sign.failure}
            onSign={() => {
              void sign.ask({ size: made.size, policy: policy.trim() }).then((done) => {
                if (done === null) return;
                setSigning(false);
                onEnd();
              });
            }}
          />
        </>
      )}
    </form>
  );
}

/** What will happen, in one sentence. */
function sentence(plan: CutPlan): string {
  const period =
    plan.period === null
      ? ''
      : ` from ${formatInstant(plan.period.from) ?? plan.period.from} to ${formatInstant(plan.period.to) ?? plan.period.to}`;
  return `The whole log is verified; if it is intact, you sign that the oldest ${formatOf(plan.entries, 'entry', 'entries')}${period} may be removed, ${formatOf(plan.kept, 'entry stays', 'entries stay')}, and once the database administrator has removed them this cannot be undone.`;
}
