import { useTranslation } from 'react-i18next';
import { addKorean } from '../copy/i18n.ts';
import { keysKo } from '../copy/ko/keys.ts';
import { Dialog, DialogBody, DialogHead } from './dialog.tsx';
import { Kbd } from './kbd.tsx';
import { keyLabels } from './mod-key.ts';
import { chords, shortcuts, type ShortcutGroup, type ShortcutName } from './shortcut-table.ts';
import styles from './shortcuts-help.module.css';

addKorean({ keys: keysKo });

type KeyName = ShortcutName | keyof typeof chords;

const groups: readonly ShortcutGroup[] = ['anywhere', 'go', 'list', 'payment', 'dialog'];

const table: readonly { name: KeyName; keys: string; group: ShortcutGroup }[] = [
  ...Object.entries(chords).map(([name, one]) => ({ ...one, name: name as KeyName })),
  ...Object.entries(shortcuts).map(([name, one]) => ({ ...one, name: name as KeyName })),
];

/** The setting does not affect Escape and chords with Ctrl or ⌘. */
function isSwitchedOff(name: KeyName): boolean {
  return name in shortcuts && name !== 'back';
}

function Row({ name, keys, off }: { name: KeyName; keys: string; off: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <dt data-off={off ? '' : undefined} data-shortcut={name}>
        {keyLabels(keys).map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd data-off={off ? '' : undefined}>{t(`keys.name.${name}`)}</dd>
    </>
  );
}

/** The list of keyboard shortcuts; `without` names those that this user's role cannot use. */
export function ShortcutsHelp({
  singleKeys,
  without = [],
  onClose,
}: {
  singleKeys: boolean;
  without?: readonly ShortcutName[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const shown = table.filter(({ name }) => !without.some((one) => one === name));
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={t('keys.title')} onClose={onClose} />
      <DialogBody toRead>
        {singleKeys ? null : (
          <p className={styles.off}>{t('keys.off', { chord: keyLabels('mod k').join(' ') })}</p>
        )}
        <div className={styles.groups}>
          {groups.map((group) => (
            <section key={group}>
              <h3>{t(`keys.group.${group}`)}</h3>
              <dl className={styles.keys}>
                {shown
                  .filter((row) => row.group === group)
                  .map(({ name, keys }) => (
                    <Row
                      key={name}
                      name={name}
                      keys={keys}
                      off={!singleKeys && isSwitchedOff(name)}
                    />
                  ))}
              </dl>
            </section>
          ))}
        </div>
        {singleKeys ? <p className={styles.note}>{t('keys.note')}</p> : null}
      </DialogBody>
    </Dialog>
  );
}
