import type { Copy } from '../copy.ts';
import type { sessionKo } from '../ko/session.ts';

export const sessionEn: Copy<typeof sessionKo> = {
  title: 'Sign in',
  lead: 'Sign in to the desk',
  email: 'E-mail',
  password: 'Password',
  showTyped: 'Show what is typed',
  hideTyped: 'Hide what is typed',
  submit: 'Sign in',
  submitting: 'Signing in',
  wrong: 'E-mail or password is wrong.',
  emailMissing: 'Enter your e-mail.',
  passwordMissing: 'Enter your password.',
  tooMany: 'Too many wrong tries. Please wait a moment and try again.',
  ended: 'You were signed out. After signing in you come back to where you were.',
  demo: {
    label: 'Look around (sandbox only)',
    operator: 'Look around as operator',
    manager: 'Look around as manager',
    viewer: 'Look around as viewer',
  },
};
