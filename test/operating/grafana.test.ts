/** The Grafana dashboard shows existing metrics, each panel once and without overlap. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { itOnSqlite } from '../support/engine.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

interface Target {
  expr: string;
  refId: string;
  datasource: { type: string; uid: string };
}

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { h: number; w: number; x: number; y: number };
  targets?: Target[];
}

interface Dashboard {
  schemaVersion: number;
  templating: { list: { name: string; type: string; query: string | { query: string } }[] };
  panels: Panel[];
}

const FILE = join(import.meta.dirname, '../../docs/grafana/changgu.json');
const text = readFileSync(FILE, 'utf8');
const { schemaVersion, templating, panels } = JSON.parse(text) as Dashboard;
const FIGURE = /\b(?:changgu|nodejs|process)_\w+/g;
const targets = panels.flatMap((panel) => panel.targets ?? []);

/** `true` where they overlap. */
function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
  return !apart;
}

describe('the dashboard', () => {
  it('has a version that Grafana 11 reads, with the data source as a variable', () => {
    expect(schemaVersion).toBeGreaterThanOrEqual(39);
    const [source] = templating.list;
    expect(source).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    const uids = targets.map(({ datasource }) => `${datasource.type} ${datasource.uid}`);
    expect(new Set(uids)).toEqual(new Set(['prometheus ${datasource}']));
  });

  it('has each panel once, without overlap', () => {
    const ids = panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const [index, panel] of panels.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w, panel.title).toBeLessThanOrEqual(24);
      const over = panels.slice(index + 1).filter((other) => overlap(panel, other));
      expect(over.map(({ title }) => title)).toEqual([]);
    }
  });

  it('has a query in every panel, and a unique name for each query of a panel', () => {
    for (const { type, title, targets: own = [] } of panels) {
      if (type === 'row') continue;
      expect(own.length, title).toBeGreaterThan(0);
      expect(new Set(own.map(({ refId }) => refId)).size).toBe(own.length);
    }
  });
});

describe('its metrics', () => {
  let desk: RunningDesk;
  let metrics = '';
  beforeAll(async () => {
    desk = await startTestDesk();
    // Some metrics have no series before something has happened.
    await putRefund(desk, await knowPaid(desk), 1000);
    metrics = await (await desk.fetch('/metrics')).text();
  });
  afterAll(() => desk.close());

  it('exist on /metrics', () => {
    const types = new Map(
      [...metrics.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name, type]) => [name, type]),
    );
    const questions = [
      ...targets.map(({ expr }) => expr),
      ...templating.list.map(({ query }) => (typeof query === 'string' ? '' : query.query)),
    ].join('\n');
    const named = questions.match(FIGURE) ?? [];
    expect(named.length).toBeGreaterThan(20);
    for (const name of named) {
      const [, histogram] = /^(.*)_(?:bucket|count|sum)$/.exec(name) ?? [];
      if (histogram === undefined) expect([...types.keys()]).toContain(name);
      else expect([name, types.get(histogram)]).toEqual([name, 'histogram']);
    }
  });

  // Some are of the file alone.
  itOnSqlite('have the labels that the queries use', () => {
    for (const { expr } of targets) {
      const [name = ''] = expr.match(FIGURE) ?? [];
      const series = metrics.split('\n').filter((line) => line.startsWith(`${name}{`));
      for (const [, list = ''] of expr.matchAll(/ by \(([^)]*)\)/g)) {
        for (const label of list.split(', ')) {
          expect(series, expr).toContainEqual(expect.stringContaining(`${label}="`));
        }
      }
    }
  });

  it('are all that the desk has, but for these', () => {
    const there = [...metrics.matchAll(/^# TYPE (changgu_\S+) /gm)].map(([, name]) => name);
    const shown = targets
      .flatMap(({ expr }) => expr.match(FIGURE) ?? [])
      .map((name) => name.replace(/_(?:bucket|count)$/, ''));
    expect(there.filter((name) => !shown.includes(name ?? '')).toSorted()).toEqual([
      'changgu_audit_rows',
      'changgu_backup_failures_total',
      'changgu_data_file',
      'changgu_event_stream_backlog_bytes',
      'changgu_toss_clock_skew_seconds',
    ]);
  });
});
