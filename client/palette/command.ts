/** One thing that the palette can do. What it does is given by the page, which knows how. */
import type { Icon } from '@tabler/icons-react';

export const commandGroups = ['hand', 'page', 'filter', 'screen', 'person'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface Command {
  /** Stays the same over languages and builds: `page:review`. */
  id: string;
  group: CommandGroup;
  label: string;
  /** Whatever else people may call it, in any language. */
  words: readonly string[];
  Icon: Icon;
  /** The keys that do the same, as in `shortcuts`. */
  keys?: string;
  /** It is what holds now. */
  current?: boolean;
  /** Worth offering again next time: not what is about one payment. */
  lasting: boolean;
  run: () => void;
}

/** A payment that was found by what was typed. */
export interface FoundPayment {
  payToken: string;
  orderNo: string;
  status: string;
  amount: string;
  open: () => void;
}
