import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';

/** An amount of won that never wraps away from its unit. */
export function Amount({ won, struck = false }: { won: number; struck?: boolean }) {
  useTranslation();
  const text = formatAmount(won);
  return struck ? <s className="nowrap">{text}</s> : <span className="nowrap">{text}</span>;
}
