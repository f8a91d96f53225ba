import { Button, TextInput } from '@mantine/core';
import { IconCertificate, IconClockCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { queries, useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading, Section } from '../ui/page.tsx';

/** Where time-stamps come from: they prove when something was signed. */
export function TimeStamps(): ReactNode {
  const settings = useAnswer('time-stamps.settings', {});
  return (
    <Section title="Time-stamps">
      <p className="soft">
        A time-stamp authority (RFC 3161) proves when something was signed, so that a signature stays good
        after the certificate has expired. Your IT department knows its address. It is sent a hash, never the
        document.
      </p>
      {settings.data === undefined ? (
        <Loading />
      ) : (
        <Form
          key={settings.data.authority?.url ?? ''}
          url={settings.data.authority?.url ?? ''}
          certificates={settings.data.certificates}
        />
      )}
    </Section>
  );
}

function Form({ url, certificates }: { readonly url: string; readonly certificates: number }): ReactNode {
  const [typed, setTyped] = useState(url);
  const set = useAsk('time-stamps.set');
  const trust = useAsk('time-stamps.trust');
  const probe = useAsk('time-stamps.try');
  const wanted = typed.trim();
  const valid = wanted === '' || /^https?:\/\/[^\s/@]+(\/\S*)?$/i.test(wanted);
  const refetch = (): void => {
    void queries.invalidateQueries({ queryKey: ['time-stamps.settings'] });
  };
  const save = async (): Promise<void> => {
    probe.clear();
    const saved = await set.ask({ authority: wanted === '' ? null : { url: wanted, policy: null } });
    if (saved !== null) refetch();
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid && wanted !== url) void save();
      }}
    >
      <TextInput
        label="Address of the time-stamp authority"
        placeholder="https://time.hospital.example/tsa"
        value={typed}
        maxLength={1000}
        error={valid ? null : 'Begins with http:// or https://, and holds no password.'}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <Facts
        rows={[
          [
            'Trusted for time-stamps',
            certificates === 0
              ? 'only the authorities that reports are trusted from'
              : `${certificates} ${certificates === 1 ? 'certificate' : 'certificates'} of its own`,
          ],
        ]}
      />
      <div className="row">
        <Button type="submit" variant="default" loading={set.busy} disabled={!valid || wanted === url}>
          Save
        </Button>
        <Button
          variant="default"
          leftSection={<IconCertificate size={18} />}
          loading={trust.busy}
          onClick={() => {
            void trust.ask({}).then(refetch);
          }}
        >
          Choose its certificate…
        </Button>
        <Button
          variant="default"
          leftSection={<IconClockCheck size={18} />}
          loading={probe.busy}
          disabled={url === '' || wanted !== url}
          onClick={() => {
            void probe.ask({});
          }}
        >
          Try it
        </Button>
      </div>
      {[set.failure, trust.failure, probe.failure].map((failure, at) =>
        failure === null ? null : <FailurePanel key={at} failure={failure} />,
      )}
      {probe.answer === null ? null : (
        <Notice tone="none">
          It works: <bdi>{probe.answer.authority}</bdi> gave a time-stamp that holds.
        </Notice>
      )}
      {typeof trust.answer?.added !== 'string' ? null : (
        <Notice tone="none">
          Trusted for time-stamps from now on: <bdi>{trust.answer.added}</bdi>
        </Notice>
      )}
    </form>
  );
}
