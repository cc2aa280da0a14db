import { useWords } from '../copy/use-words.ts';
import { formatAmount } from '../format.ts';

/** An amount of won that never wraps away from its unit. */
export function Amount({ won, struck = false }: { won: number; struck?: boolean }) {
  useWords();
  const text = formatAmount(won);
  return struck ? <s className="nowrap">{text}</s> : <span className="nowrap">{text}</span>;
}
