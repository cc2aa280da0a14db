import { lazy } from 'react';

/** Preloads the filters' fields. @throws Error if the connection is down */
export const loadFields = () => import('./filter-field.tsx');

/** Lazy: the fields are only in panels that have to be opened. */
export const FilterField = lazy(async () => ({ default: (await loadFields()).FilterField }));
export const SortField = lazy(async () => ({ default: (await loadFields()).SortField }));
export const FilterPanel = lazy(async () => ({
  default: (await import('./filter-panel.tsx')).FilterPanel,
}));
