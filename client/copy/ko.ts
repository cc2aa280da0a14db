import { commonKo } from './ko/common.ts';
import { createKo } from './ko/create.ts';
import { detailKo } from './ko/detail.ts';
import { frameKo } from './ko/frame.ts';
import { listKo } from './ko/list.ts';
import { operationsKo } from './ko/operations.ts';
import { problemsKo } from './ko/problems.ts';
import { reviewKo } from './ko/review.ts';
import { sessionKo } from './ko/session.ts';
import { statusesKo } from './ko/statuses.ts';

/** Every Korean sentence of the screens. */
export const ko = {
  common: commonKo,
  statuses: statusesKo,
  problems: problemsKo,
  frame: frameKo,
  session: sessionKo,
  list: listKo,
  detail: detailKo,
  operations: operationsKo,
  create: createKo,
  review: reviewKo,
} as const;
