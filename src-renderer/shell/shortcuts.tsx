import { Kbd, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useUi } from '../state/ui.ts';
import { KEYS } from './keys.ts';

/** The keys, behind `?`. */
export function Shortcuts(): ReactNode {
  const { overlay, show } = useUi();
  return (
    <Modal
      opened={overlay === 'shortcuts'}
      onClose={() => {
        show(null);
      }}
      title="Keys"
      size={440}
    >
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
