import { lazy } from 'react';

/** Preloads the filters' fields. @throws Error where the connection is down */
export const loadFields = () => import('./filter-field.tsx');

/** Not part of the first page: each is seen only in a panel that somebody opens. */
export const FilterField = lazy(async () => ({ default: (await loadFields()).FilterField }));
export const SortField = lazy(async () => ({ default: (await loadFields()).SortField }));
