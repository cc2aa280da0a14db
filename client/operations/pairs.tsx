import type { ReactNode } from 'react';
import classes from './pairs.module.css';

export interface Pair {
  term: string;
  value: ReactNode;
  strong?: boolean;
}

/** What is being confirmed, as a description list. */
export function Pairs({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <dl className={classes.pairs}>
      {pairs.map(({ term, value, strong = false }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{strong ? <b>{value}</b> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
