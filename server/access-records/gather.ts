/**
 * Limits the rows per person, because they are kept for at least a year. Requests beyond the limit
 * are aggregated into one record with all payments and the number of requests.
 */
import type { AccessKind } from '../../shared/access-record.ts';
import type { Clock, Timer } from '../clock.ts';
import type { NewAccessRecord } from '../storage/access-records.ts';

/** Separate records per person and minute; more than normal work causes. */
const RECORDS_A_MINUTE = 60;
const MINUTE_MS = 60_000;
/** Payments in one aggregated record, so that a page of records stays small. */
const MOST_PAYMENTS = 2000;

interface Gathered {
  first: NewAccessRecord;
  address: string | null;
  query: string;
  payTokens: Set<string>;
  requests: number;
}

interface Person {
  records: number;
  rest: Map<AccessKind, Gathered>;
}

export interface Gatherer {
  /** @param alone keep it a record of its own, whatever the count */
  add(record: NewAccessRecord, alone: boolean): void;
  /** Writes what is aggregated. */
  close(): void;
}

const recordOf = ({ first, address, query, payTokens, requests }: Gathered): NewAccessRecord => ({
  ...first,
  actor: { ...first.actor, address },
  payTokens: [...payTokens],
  query: JSON.parse(query) as NewAccessRecord['query'],
  requests,
});

/** @param write receives each complete record */
export function createGatherer(clock: Clock, write: (record: NewAccessRecord) => void): Gatherer {
  const people = new Map<string, Person>();
  let timer: Timer | null = null;

  function writeAll(): void {
    timer = null;
    for (const { rest } of people.values()) {
      for (const gathered of rest.values()) write(recordOf(gathered));
    }
    people.clear();
  }

  function gather({ rest }: Person, record: NewAccessRecord): void {
    const { kind, actor, payTokens } = record;
    const query = JSON.stringify(record.query);
    const gathered = rest.get(kind) ?? {
      first: record,
      address: actor.address,
      query,
      payTokens: new Set<string>(),
      requests: 0,
    };
    if (gathered.address !== actor.address) gathered.address = null;
    if (gathered.query !== query) gathered.query = 'null';
    for (const payToken of payTokens) gathered.payTokens.add(payToken);
    gathered.requests += 1;
    rest.set(kind, gathered);
    if (gathered.payTokens.size < MOST_PAYMENTS) return;
    write(recordOf(gathered));
    rest.delete(kind);
  }

  return {
    add: (record, alone) => {
      timer ??= clock.after(MINUTE_MS, writeAll);
      const key = `${record.actor.type} ${record.actor.id}`;
      const person = people.get(key) ?? { records: 0, rest: new Map<AccessKind, Gathered>() };
      people.set(key, person);
      if (alone || person.records < RECORDS_A_MINUTE) {
        person.records += 1;
        write(record);
      } else gather(person, record);
    },
    close: () => {
      timer?.cancel();
      writeAll();
    },
  };
}
