import { IconSearch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useId, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { SEARCH_MAX } from '../../shared/limits.ts';
import { announce } from '../ui/announcer.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { findExact } from './find-exact.ts';
import { changeQuery, defaultQuery, type ListQuery } from './list-query.ts';
import { useOwnId } from '../me.ts';
import styles from './search-box.module.css';
import { SearchHelp } from './search-help.tsx';
import { looksLikeOrderNo, readBareAmount, readSearchWords } from './search-words.ts';

/** A search covers all periods unless the user chose one. */
function withSearch(query: ListQuery, change: Partial<ListQuery>, q: string): ListQuery {
  const next = changeQuery(query, { ...change, q });
  const chosen = change.period !== undefined || query.period !== defaultQuery.period;
  return q === '' || chosen ? next : { ...next, period: 'all' };
}

/** Searches for an order number that is pasted anywhere but into a field. */
function usePastedId(onId: (pasted: string) => void): void {
  const handle = useEffectEvent(onId);
  useEffect(() => {
    const listen = (event: ClipboardEvent) => {
      const { target } = event;
      const field = 'input, textarea, select, [contenteditable], [role=dialog]';
      if (target instanceof Element && target.closest(field) !== null) return;
      if (document.querySelector('[aria-modal="true"]') !== null) return;
      const pasted = event.clipboardData?.getData('text').trim() ?? '';
      if (looksLikeOrderNo(pasted)) handle(pasted);
    };
    document.addEventListener('paste', listen);
    return () => document.removeEventListener('paste', listen);
  }, []);
}

/**
 * Starts a lookup whose answer may come late.
 * @returns a check that is `false` once the user has moved on to another address, a dialog or
 * another lookup
 */
function useLook(): () => () => boolean {
  const { key } = useLocation();
  const latest = useRef<symbol>(undefined);
  useEffect(
    () => () => {
      latest.current = undefined;
    },
    [key],
  );
  return () => {
    const own = Symbol('look');
    latest.current = own;
    return () => latest.current === own && document.querySelector('[aria-modal="true"]') === null;
  };
}

/** Searches payments by text, terms or ids; Enter on an exact id opens the payment. */
export function SearchBox({
  query,
  inputRef,
  onQuery,
  onOpen,
}: {
  query: ListQuery;
  inputRef: RefObject<HTMLInputElement | null>;
  onQuery: (query: ListQuery) => void;
  onOpen: (payToken: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ownId = useOwnId();
  const helpId = useId();
  const [text, setText] = useState(query.q);
  const [shown, setShown] = useState(query.q);
  // The address is the source of truth: the box follows its changes.
  if (shown !== query.q) {
    setShown(query.q);
    setText(query.q);
  }
  const begin = useLook();
  const openExact = async (q: string): Promise<'opened' | 'none' | 'late'> => {
    const isWaited = begin();
    const found = await findExact(client, q);
    if (!isWaited()) return 'late';
    if (found === null) return 'none';
    // Leave the input, because single-key shortcuts are ignored inside one.
    inputRef.current?.blur();
    setText(query.q);
    onOpen(found);
    return 'opened';
  };
  usePastedId((pasted) => {
    setText(pasted);
    inputRef.current?.focus();
    void openExact(pasted);
  });
  const search = async () => {
    const { change, q, unclear } = readSearchWords(text, ownId);
    if (q !== '' && (await openExact(q)) !== 'none') return;
    inputRef.current?.blur();
    const won = readBareAmount(q);
    if (won === null) onQuery(withSearch(query, change, q));
    else onQuery(changeQuery(query, { ...change, q: '', amountMin: won, amountMax: won }));
    setText(won === null ? q : '');
    if (unclear.length > 0) announce(t('list.search.unclear', { terms: unclear.join(', ') }));
  };
  return (
    <form
      className={styles.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void search();
      }}
    >
      <IconSearch size={16} stroke={1.75} className={styles.icon} aria-hidden="true" />
      <input
        ref={inputRef}
        type="search"
        className={styles.input}
        aria-label={t('list.search.label')}
        aria-describedby={helpId}
        placeholder={t('list.search.placeholder')}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        maxLength={SEARCH_MAX}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          // The browser's ✕ clears the field, which also removes the search.
          if (event.target.value === '' && query.q !== '') onQuery(withoutSearch(query));
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text').trim();
          if (text === '' && looksLikeOrderNo(pasted)) void openExact(pasted);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text === '') event.currentTarget.blur();
        }}
      />
      <span className={styles.key} aria-hidden="true">
        <Kbd>/</Kbd>
      </span>
      <SearchHelp id={helpId} text={text} searched={query.q} />
    </form>
  );
}

function withoutSearch(query: ListQuery): ListQuery {
  const period = query.period === 'all' ? defaultQuery.period : query.period;
  return { ...query, q: '', period };
}
