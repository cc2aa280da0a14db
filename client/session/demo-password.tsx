import { useTranslation } from 'react-i18next';
import { demoPasswordOf } from './demo-accounts.ts';

/** In the sandbox shows a demo account's password; otherwise nothing. */
export function DemoPassword({ email }: { email: string }) {
  const { t } = useTranslation();
  const password = demoPasswordOf(email);
  return password === null ? null : t('session.demoPassword', { password });
}
