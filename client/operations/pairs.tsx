import type { ReactNode } from 'react';
import classes from './pairs.module.css';

export interface Pair {
  term: string;
  value: ReactNode;
  strong?: boolean;
}

/** What a confirmation is about, line by line: terms on the left, values on the right. */
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
