import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSignature } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { formatBytes } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { reveal } from '../ui/saved.tsx';

const STAMP = {
  none: '',
  waiting: ' The time-stamp authority could not be used, so the time is not proven.',
  present: ' A time-stamp proves the time.',
} as const;

/** Signs any file beside itself: chosen first, then shown with its digest, then signed. */
export function SignFile(): ReactNode {
  const choose = useAsk('signing.choose-file');
  const sign = useAsk('signing.sign-file');
  const file = choose.answer?.file ?? null;

  const make = async (): Promise<void> => {
    if (file === null) return;
    const made = await sign.ask({ handle: file.handle, sha256: file.sha256 });
    if (made === null) return;
    choose.clear();
    notifications.show({
      title: 'Signed',
      message: (
        <>
          The signature is <bdi>{made.saved.name}</bdi>, beside the file. Keep both together.
          {STAMP[made.signed.timeStamp]}{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => void reveal(made.saved.handle)}>
            Show in folder
          </Button>
        </>
      ),
      color: 'teal',
      autoClose: false,
    });
  };

  return (
    <>
      {choose.failure === null ? null : <FailurePanel failure={choose.failure} />}
      <Button
        variant="default"
        leftSection={<IconSignature size={18} />}
        loading={choose.busy}
        onClick={() => {
          sign.clear();
          void choose.ask({});
        }}
      >
        Sign a file…
      </Button>
      <ConfirmSign
        opened={file !== null}
        onClose={choose.clear}
        onSign={() => {
          void make();
        }}
        title="Sign a file"
        sentence="A signature of this file is written beside it, with the key on your token. The file itself is not changed."
        facts={
          file === null
            ? []
            : [
                ['File', <bdi key="name">{file.name}</bdi>],
                ['Size', formatBytes(file.bytes)],
                ['SHA-256', <Hash key="sha" value={file.sha256} what="SHA-256" />],
                ['Signature', <bdi key="p7s">{`${file.name}.p7s`}</bdi>],
              ]
        }
        busy={sign.busy}
        failure={sign.failure}
      />
    </>
  );
}
