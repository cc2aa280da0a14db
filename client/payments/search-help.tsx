import { useTranslation } from 'react-i18next';
import { useOwnId } from '../me.ts';
import { say } from './filters/filter.ts';
import { filterNames, filters, type FilterName } from './filters/index.ts';
import { defaultQuery, type ListQuery } from './list-query.ts';
import styles from './search-box.module.css';
import { readSearchWords } from './search-words.ts';

/** The filters that a change sets, including those set to their default. */
function filtersOf(change: Partial<ListQuery>): FilterName[] {
  return filterNames.filter((name) =>
    Object.keys(filters[name].initial).some((part) => part in change),
  );
}

/** Says that terms were not understood and are searched for as text. */
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
  return (
    <dl className={styles.terms}>
      {filterNames.map((name) => {
        const { name: label, term } = filters[name];
        return term === undefined ? null : (
          <div key={name}>
            <dt>{say(label)}</dt>
            <dd>{say(term.examples)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Help below the focused box: what may be typed, or what the typed terms will do. */
export function SearchHelp({
  id,
  text,
  searched,
}: {
  id: string;
  text: string;
  /** The text of the current search. */
  searched: string;
}) {
  const { t } = useTranslation();
  const { change, q, unclear } = readSearchWords(text, useOwnId());
  const changed = filtersOf(change);
  const query = { ...defaultQuery, ...change };
  if (text.trim() === '') {
    return (
      <div className={styles.help}>
        <p id={id}>{t('list.search.help')}</p>
        <Terms />
      </div>
    );
  }
  if (text === searched || (changed.length === 0 && unclear.length === 0)) return null;
  return (
    <div className={styles.help}>
      {changed.length === 0 ? null : (
        <p id={id} className={styles.reading}>
          {changed.map((name) => (
            <span key={name}>
              {say(filters[name].name)} <b>{filters[name].value(query)}</b>
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
