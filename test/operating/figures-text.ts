/** The metrics in a response of /metrics. */
export interface Figures {
  /** By its name and, in their order, its labels: `name` or `name{a="b"}`. */
  get(series: string): number | undefined;
  /** Names of the desk's own metrics, including those without a value now. */
  names: string[];
  /** All series of a metric. */
  seriesOf(name: string): string[];
}

/** @param text in Prometheus's format */
export function readFigures(text: string): Figures {
  const lines = text.split('\n');
  const values = new Map(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
  const types = lines.flatMap((line) => /^# TYPE (changgu_\S+) /.exec(line)?.[1] ?? []);
  return {
    get: (series) => values.get(series),
    names: types,
    seriesOf: (name) => [...values.keys()].filter((key) => key.split('{')[0] === name),
  };
}
