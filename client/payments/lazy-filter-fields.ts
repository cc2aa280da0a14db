import { lazy } from 'react';

/** Fetches the filters' fields before a hand comes to one. @throws Error where the line is down */
export const loadFields = () => import('./filter-fields.tsx');

/** Part of no first page: each is seen only in a panel that somebody opens. */
export const FilterField = lazy(async () => ({ default: (await loadFields()).FilterField }));
export const SortField = lazy(async () => ({ default: (await loadFields()).SortField }));
