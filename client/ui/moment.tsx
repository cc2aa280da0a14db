import { i18n } from '../copy/i18n.ts';
import { useWords } from '../copy/use-words.ts';
import { formatAgo, formatMoment, formatRowTime } from '../format.ts';
import { useTick } from './ticker.ts';

/**
 * An instant in Seoul time. `full`: `11월 24일 (화) 14:03`; `row`: as short as possible; `ago`:
 * relative up to an hour. The title always has the full time.
 */
export function Moment({ at, as = 'full' }: { at: string; as?: 'full' | 'row' | 'ago' }) {
  useWords();
  const text = useTick((now) => {
    if (as === 'ago') return formatAgo(at, now);
    return as === 'row' ? formatRowTime(at, now) : formatMoment(at, now);
  });
  return (
    <time dateTime={at} title={formatMoment(at)} lang={i18n.language} className="nowrap">
      {text}
    </time>
  );
}
