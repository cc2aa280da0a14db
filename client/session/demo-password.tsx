import { useTranslation } from 'react-i18next';
import { demoPasswordOf } from './demo-accounts.ts';

/** On the sandbox: the password of somebody who came in by a button. Nothing anywhere else. */
export function DemoPassword({ email }: { email: string }) {
  const { t } = useTranslation();
  const password = demoPasswordOf(email);
  return password === null ? null : t('session.demoPassword', { password });
}
