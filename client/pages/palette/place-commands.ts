import { IconFilter, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Me } from '../../me.ts';
import type { Command } from '../../palette/command.ts';
import { presets } from '../../payments/counters-bar.tsx';
import { defaultQuery, writeListQuery, type ListQuery } from '../../payments/list-query.ts';
import { shortcuts } from '../../ui/shortcut-table.ts';
import { openPages } from '../main-nav.tsx';
import { pageName, type PageName } from '../page-name.ts';
import { wordsOf } from './command-texts.ts';

const everything = { ...defaultQuery, period: 'all' } as const;

/** Common filters, beside those of the counters. */
const filters = {
  approved: presets.approved,
  paid: presets.paid,
  refunded: presets.refunded,
  today: { ...defaultQuery, period: 'today' },
  yesterday: { ...defaultQuery, period: 'yesterday' },
  refundable: { ...defaultQuery, refund: 'possible' },
  partial: { ...everything, status: ['partial'] },
  standby: { ...everything, status: ['PAY_STANDBY'] },
  drift: presets.drift,
} as const satisfies Record<string, ListQuery>;

const queues = { unclear: '/review?kind=unclear', proposed: '/review?kind=proposed' } as const;

const keysTo: Readonly<Partial<Record<string, { keys: string }>>> = shortcuts;

/** Commands that open this person's pages and common filters of the list. */
export function usePlaceCommands(me: Me, here: string): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const go = (to: string) => () => void navigate(to);
  const current = pageName(here);
  const page = (name: PageName, to: string, Icon: Command['Icon']): Command => {
    const keys = keysTo[name]?.keys;
    return {
      id: `page:${name}`,
      group: 'page',
      label: t(`frame.nav.${name}`),
      words: wordsOf(name),
      Icon,
      ...(keys === undefined ? {} : { keys }),
      current: name === current,
      lasting: true,
      run: go(to),
    };
  };
  const listCommand = (name: keyof typeof filters | keyof typeof queues, to: string): Command => ({
    id: `filter:${name}`,
    group: 'filter',
    label: t(`palette.names.${name}`),
    words: wordsOf(name),
    Icon: IconFilter,
    lasting: true,
    run: go(to),
  });
  return [
    ...openPages(me.permissions).map(({ name, to, Icon }) => page(name, to, Icon)),
    page('account', '/account', IconUserCircle),
    ...Object.entries(filters).map(([name, query]) => {
      const search = writeListQuery(query).toString();
      return listCommand(name as keyof typeof filters, `/payments?${search}`);
    }),
    ...Object.entries(queues).map(([name, to]) => listCommand(name as keyof typeof queues, to)),
  ];
}
