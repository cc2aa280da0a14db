import { useTranslation } from 'react-i18next';
import { FilterValue } from './filter-value.tsx';
import { defaultQuery, type FilterName, type ListQuery } from './list-query.ts';
import { useOwnId } from '../me.ts';
import styles from './search-box.module.css';
import { readSearchWords } from './search-words.ts';

const shown = ['period', 'clock', 'status', 'method', 'amount', 'tax', 'refund', 'staff'] as const;

/** Which filters a change sets, also one to what it is by default. */
function filtersOf(change: Partial<ListQuery>): FilterName[] {
  return shown.filter((name) =>
    name === 'amount' ? 'amountMin' in change || 'amountMax' in change : name in change,
  );
}

/** Terms that nobody understood: they are looked for as text, and nobody should wonder why. */
export function Unclear({ q }: { q: string }) {
  const { t } = useTranslation();
  const { unclear } = readSearchWords(q, useOwnId());
  if (unclear.length === 0) return null;
  return (
    <p className={styles.unclear}>
      <span>{t('list.search.unclear', { terms: unclear.join(', ') })}</span>
    </p>
  );
}

function Terms() {
  const { t } = useTranslation();
  return (
    <dl className={styles.terms}>
      {shown.map((name) => (
        <div key={name}>
          <dt>{t(`list.filters.${name}`)}</dt>
          <dd>{t(`list.search.terms.${name}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Beneath the box while it has the focus: what may be typed, or what the typed terms will do. */
export function SearchHelp({
  id,
  text,
  searched,
}: {
  id: string;
  text: string;
  /** What the list is looked through for already. */
  searched: string;
}) {
  const { t } = useTranslation();
  const { change, q, unclear } = readSearchWords(text, useOwnId());
  const filters = filtersOf(change);
  const query = { ...defaultQuery, ...change };
  if (text.trim() === '') {
    return (
      <div className={styles.help}>
        <p id={id}>{t('list.search.help')}</p>
        <Terms />
      </div>
    );
  }
  if (text === searched || (filters.length === 0 && unclear.length === 0)) return null;
  return (
    <div className={styles.help}>
      {filters.length === 0 ? null : (
        <p id={id} className={styles.reading}>
          {filters.map((name) => (
            <span key={name}>
              {t(`list.filters.${name}`)}{' '}
              <b>
                <FilterValue query={query} name={name} />
              </b>
            </span>
          ))}
          {q === '' ? null : <span>{t('list.search.text', { q })}</span>}
        </p>
      )}
      {unclear.length === 0 ? null : (
        <p>{t('list.search.unclear', { terms: unclear.join(', ') })}</p>
      )}
    </div>
  );
}
