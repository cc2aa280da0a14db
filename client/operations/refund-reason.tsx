import { useQuery } from '@tanstack/react-query';
import { ReasonFields } from '../ui/reason-fields.tsx';
import type { RefundFieldProps } from './refund-field.ts';
import { settingsOptions } from './settings-options.ts';

/** 사유, the text that Toss gets of it, and the note that Toss never gets. */
export function RefundReason({ draft, tried, change }: RefundFieldProps) {
  const settings = useQuery(settingsOptions());
  return (
    <ReasonFields
      reasons={settings.data?.refundReasons ?? []}
      draft={draft}
      tried={tried}
      change={change}
    />
  );
}
