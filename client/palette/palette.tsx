import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch, IconX } from '@tabler/icons-react';
import { SEARCH_MAX } from '../../shared/limits.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { keyLabels } from '../ui/mod-key.ts';
import { arrange } from './arrange.ts';
import type { Command, FoundPayment } from './command.ts';
import styles from './palette.module.css';
import { noteRecent, readRecent } from './recent.ts';

interface PaletteProps {
  commands: readonly Command[];
  staffId: string;
  text: string;
  onText: (text: string) => void;
  /** The text looks like an order number, so the search comes first. */
  looksLikeNumber: boolean;
  /** Searches payments for the text. */
  onFind: () => void;
  found: readonly FoundPayment[];
  searching: boolean;
  /** The payment that the current commands are about. */
  atHand: string | null;
  /** Single-key shortcuts are on, so they are shown. */
  singleKeys: boolean;
  onClose: () => void;
}

interface Option {
  key: string;
  run: () => void;
}

const FIND = 'find';

/** The active option: the first, or the one moved to, until the text changes. */
function useChoice(options: readonly Option[], text: string) {
  const [moved, setMoved] = useState<{ key: string; text: string } | null>(null);
  const held = moved?.text === text ? moved.key : null;
  const chosen = options.find(({ key }) => key === held) ?? options[0];
  const choose = (key: string) => setMoved({ key, text });
  const move = (step: 1 | -1) => {
    if (options.length === 0) return;
    const at = options.findIndex(({ key }) => key === chosen?.key);
    const next = options[(at + step + options.length) % options.length];
    if (next !== undefined) choose(next.key);
  };
  return { chosen, choose, move };
}

function Keys({ keys }: { keys: string }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {keyLabels(keys).map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}

function CommandLine({ command, singleKeys }: { command: Command; singleKeys: boolean }) {
  const { t } = useTranslation();
  const { Icon, label, keys, current } = command;
  return (
    <>
      <Icon size={18} stroke={1.75} aria-hidden="true" />
      <span className={styles.label}>{label}</span>
      {current === true ? <span className={styles.note}>{t('palette.current')}</span> : null}
      {keys !== undefined && singleKeys ? <Keys keys={keys} /> : null}
    </>
  );
}

function FoundLine({ payment }: { payment: FoundPayment }) {
  return (
    <>
      <span className="mono">{payment.orderNo}</span>
      <span className={`${styles.label ?? ''} ${styles.product ?? ''}`}>{payment.product}</span>
      <span className={styles.note}>{payment.status}</span>
      <span className={`num ${styles.amount ?? ''}`}>{payment.amount}</span>
    </>
  );
}

function Head({ children, id }: { children: ReactNode; id: string }) {
  return (
    <p id={id} className={styles.head}>
      {children}
    </p>
  );
}

/** All options in display order, with their actions. */
function useOptions(props: PaletteProps) {
  const { commands, staffId, text, found, looksLikeNumber, onFind } = props;
  const [recent] = useState(() => readRecent(staffId));
  const sections = useMemo(() => arrange(text, commands, recent), [text, commands, recent]);
  const ofCommands = sections.flatMap((section) =>
    section.commands.map((command) => ({
      key: command.id,
      run: () => {
        if (command.lasting) noteRecent(staffId, command.id);
        command.run();
      },
    })),
  );
  const exact = found.filter(({ orderNo }) => orderNo === text.trim());
  const others = found.filter((payment) => !exact.includes(payment));
  const ofFound = (some: readonly FoundPayment[]) =>
    some.map(({ payToken, open }) => ({ key: payToken, run: open }));
  // Enter opens the exact payment, but not one that only begins like the text.
  const finding =
    text.trim() === '' ? [] : [...ofFound(exact), { key: FIND, run: onFind }, ...ofFound(others)];
  const options = looksLikeNumber ? [...finding, ...ofCommands] : [...ofCommands, ...finding];
  return { sections, options, exact, others, nothing: ofCommands.length + found.length === 0 };
}

interface FieldProps {
  text: string;
  onText: (text: string) => void;
  listId: string;
  chosenId: string | undefined;
  onMove: (step: 1 | -1) => void;
  onRun: () => void;
}

function Field({ text, onText, listId, chosenId, onMove, onRun }: FieldProps) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent) => {
    // This Enter only ends the composition of a Korean syllable.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      onMove(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      onRun();
    }
  };
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    // Text typed while the chunk loaded is in the field already: the cursor goes to its end.
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  return (
    <input
      ref={field}
      data-autofocus=""
      type="text"
      role="combobox"
      className={styles.input}
      aria-label={t('palette.label')}
      aria-expanded="true"
      aria-controls={listId}
      aria-autocomplete="list"
      aria-activedescendant={chosenId}
      placeholder={t('palette.placeholder')}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      enterKeyHint="go"
      maxLength={SEARCH_MAX}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/** Hints about the palette's keys. */
function Foot() {
  const { t } = useTranslation();
  return (
    <p className={styles.foot} aria-hidden="true">
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('palette.move')}
      </span>
      <span>
        <Kbd>↵</Kbd> {t('palette.run')}
      </span>
      <span>
        <Kbd>Esc</Kbd> {t('common.close')}
      </span>
    </p>
  );
}

/** The command palette: finds pages, actions and payments by a few letters. */
export function Palette(props: PaletteProps) {
  const { text, searching, singleKeys, looksLikeNumber, onClose } = props;
  const { t } = useTranslation();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const { sections, options, exact, others, nothing } = useOptions(props);
  const { chosen, choose, move } = useChoice(options, text);
  const idOf = (key: string) => `${id}-${key.replaceAll(/[^\w-]/g, '-')}`;
  const chosenKey = chosen?.key;
  useEffect(() => {
    if (chosenKey === undefined) return;
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosenKey]);
  const line = (key: string, content: ReactNode) => (
    <div
      key={key}
      id={idOf(key)}
      role="option"
      aria-selected={key === chosenKey}
      className={styles.option}
      // Keeps the focus in the field.
      onPointerDown={(event) => event.preventDefault()}
      onPointerMove={() => {
        if (key !== chosenKey) choose(key);
      }}
      onClick={() => {
        options.find((option) => option.key === key)?.run();
      }}
    >
      {content}
    </div>
  );
  const ofCommands = sections.map(({ name, commands }) => (
    <div key={name} role="group" aria-labelledby={`${id}-${name}`}>
      <Head id={`${id}-${name}`}>
        {name === 'hand'
          ? t('palette.groups.hand', { orderNo: props.atHand ?? '' })
          : t(`palette.groups.${name}`)}
      </Head>
      {commands.map((command) =>
        line(command.id, <CommandLine command={command} singleKeys={singleKeys} />),
      )}
    </div>
  ));
  const ofFound = (some: readonly FoundPayment[]) =>
    some.map((payment) => line(payment.payToken, <FoundLine payment={payment} />));
  const ofPayments =
    text.trim() === '' ? null : (
      <div key={FIND} role="group" aria-labelledby={`${id}-found`}>
        <Head id={`${id}-found`}>
          {t('palette.groups.found')}
          {searching ? <span className={styles.note}> · {t('palette.searching')}</span> : null}
        </Head>
        {ofFound(exact)}
        {line(
          FIND,
          <>
            <IconSearch size={18} stroke={1.75} aria-hidden="true" />
            <span className={styles.label}>{t('palette.find', { text: text.trim() })}</span>
          </>,
        )}
        {ofFound(others)}
      </div>
    );
  const count = t('palette.count', { count: options.length });
  return (
    <>
      <div className={styles.top}>
        <IconSearch size={20} stroke={1.75} aria-hidden="true" className={styles.icon} />
        <Field
          text={text}
          onText={props.onText}
          listId={`${id}-list`}
          chosenId={chosenKey === undefined ? undefined : idOf(chosenKey)}
          onMove={move}
          onRun={() => chosen?.run()}
        />
        <IconButton label={t('common.close')} className={styles.close} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden="true" />
        </IconButton>
      </div>
      <p role="status" className={nothing && !looksLikeNumber ? styles.nothing : 'vh'}>
        {nothing && !searching ? t('palette.nothing') : count}
      </p>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('palette.title')}
        className={styles.list}
      >
        {looksLikeNumber ? [ofPayments, ...ofCommands] : [...ofCommands, ofPayments]}
      </div>
      <Foot />
    </>
  );
}
