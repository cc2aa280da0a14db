import { amountFilter } from './amount.tsx';
import { clockFilter } from './clock.ts';
import { driftFilter } from './drift.ts';
import { methodFilter } from './method.ts';
import { periodFilter } from './period.tsx';
import { qFilter } from './q.ts';
import { refundFilter } from './refund.ts';
import { staffFilter } from './staff.tsx';
import { statusFilter } from './status.tsx';
import { taxFilter } from './tax.ts';

/** All filters, in the order of their chips, fields, examples and parameters. */
export const filters = {
  period: periodFilter,
  clock: clockFilter,
  status: statusFilter,
  method: methodFilter,
  amount: amountFilter,
  tax: taxFilter,
  refund: refundFilter,
  staff: staffFilter,
  drift: driftFilter,
  q: qFilter,
};

export type FilterName = keyof typeof filters;

export const filterNames = Object.keys(filters) as FilterName[];
