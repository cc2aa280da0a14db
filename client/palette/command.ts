/** A command of the palette. The page gives its action. */
import type { Icon } from '@tabler/icons-react';

export const commandGroups = ['hand', 'page', 'filter', 'screen', 'person'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface Command {
  /** Independent of language and build: `page:review`. */
  id: string;
  group: CommandGroup;
  label: string;
  /** Further search words, in any language. */
  words: readonly string[];
  Icon: Icon;
  /** The shortcut of the same action, as in `shortcuts`. */
  keys?: string;
  /** The command's page or setting is the current one. */
  current?: boolean;
  /** Kept among the recent commands; `false` for a command about one payment. */
  lasting: boolean;
  run: () => void;
}

/** A payment found by the typed text. */
export interface FoundPayment {
  payToken: string;
  orderNo: string;
  product: string;
  status: string;
  amount: string;
  open: () => void;
}
