/** Faults that the proofs of this folder must notice. */
import type { PlantedFault } from '../support/bundle-with-faults.ts';

/** better-sqlite3's default for a WAL file: a commit is written, but not synced. */
export const commitsNotSynced: PlantedFault[] = [
  {
    file: 'server/storage/connection.ts',
    find: "['synchronous', 'FULL', 2]",
    put: "['synchronous', 'NORMAL', 1]",
  },
];

/** Operations in progress at the crash are sent again at the start, under a new number. */
export const sendsAgainAtStart: PlantedFault[] = [
  {
    file: 'server/desk.ts',
    after: 'const deps = openDeps(options, files, { staff, settings, tossCalls });',
    find: 'await recover(files, log, config.eventsOut);',
    put: `const onTheirWay = deps.storage.reader.prepare(
          "SELECT kind, id, body FROM operation WHERE state = 'sending'").all();
        for (const { kind, id, body } of onTheirWay) {
          const again = body.replace(id, deps.random.uuid());
          void deps.toss.send({ kind, version: 'v1', body: again }, () => true);
        }
        await recover(files, log, config.eventsOut);`,
  },
];

/** The bytes are sent first, and `sending` is committed after the answer. */
export const sendsBeforeTheClaim: PlantedFault[] = [
  {
    file: 'server/operations/send-operation.ts',
    after: 'const row = getOperationRow(deps.storage, operationId);',
    find: 'const claimed = await claimOperation(',
    put: `const sent = { kind: row.kind, version: row.api_version, body: row.body };
          const early = await deps.toss.send(sent, () => true);
      const claimed = await claimOperation(`,
  },
  {
    file: 'server/operations/send-operation.ts',
    find: 'const exchange = await deps.toss.send(moneyCall(row), isFresh);',
    put: 'const exchange = row.early;',
  },
  {
    file: 'server/operations/send-operation.ts',
    find: 'return sendAndSettle(deps, claimed, retryMs);',
    put: 'return sendAndSettle(deps, { ...claimed, early }, retryMs);',
  },
];

/** An operation whose answer could not be recorded is never resumed. */
export const forgetsLostAnswers: PlantedFault[] = [
  {
    file: 'server/operations/reconciler.ts',
    find: 'await interruptOrphans(); if (hasLapsedProposal(',
    put: 'if (hasLapsedProposal(',
  },
];
