import { useTranslation } from 'react-i18next';
import classes from './three-answers.module.css';

/** Answers three questions about money: did it move, may I retry, who can help. */
export function ThreeAnswers({
  money,
  again,
  help,
}: {
  money: string;
  again: string;
  help: string;
}) {
  const { t } = useTranslation();
  return (
    <dl className={classes.answers}>
      <dt>{t('operations.answers.money')}</dt>
      <dd>{money}</dd>
      <dt>{t('operations.answers.again')}</dt>
      <dd>{again}</dd>
      <dt>{t('operations.answers.help')}</dt>
      <dd>{help}</dd>
    </dl>
  );
}
