import type { ReactNode } from 'react';
import styles from './gallery.module.css';

/** A component, with one element for each of its states. */
export interface Shown {
  name: string;
  states: Readonly<Record<string, ReactNode>>;
}

export interface Group {
  title: string;
  components: readonly Shown[];
}

/** All groups under each other, each state with its name. */
export function Gallery({ groups }: { groups: readonly Group[] }) {
  return (
    <main className={styles.page}>
      <h1>Components</h1>
      {groups.map(({ title, components }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          {components.map(({ name, states }) => (
            <div key={name} className={styles.component} data-component={name}>
              <h3>{name}</h3>
              <div className={styles.states}>
                {Object.entries(states).map(([state, element]) => (
                  <figure key={state} className={styles.state}>
                    <figcaption>{state}</figcaption>
                    {element}
                  </figure>
                ))}
              </div>
            </div>
          ))}
        </section>
      ))}
    </main>
  );
}
