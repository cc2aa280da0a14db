import { isOpen, openStates } from '../../shared/operation.ts';
import type { Deps } from '../deps.ts';
import { AppError, foreignCursor } from '../errors.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { findOperation, getOperationRow, pageOperations } from '../storage/operations.ts';
import type { Reconciler } from './reconciler.ts';
import { requestOperation, waitForEnd } from './request-operation.ts';
import type { Worker } from './worker.ts';

const DEFAULT_LIMIT = 50;

function staffOf(actor: Actor) {
  if (actor.type !== 'staff') throw new AppError('forbidden');
  return { id: actor.id, name: actor.name };
}

/** The money operations' endpoints. */
export function operationRoutes(deps: Deps, worker: Worker, reconciler: Reconciler): Route[] {
  const { storage } = deps;
  const find = (id: string) => {
    const operation = findOperation(storage, id.toLowerCase());
    if (operation === undefined) throw new AppError('operation-not-found');
    return operation;
  };
  return [
    route('PUT /api/payments/:payToken/operations/:operationId', async (input, context) => {
      const operation = await requestOperation(deps, worker, {
        // The same UUID in other letters is the same operation, also to Toss.
        id: input.params.operationId.toLowerCase(),
        payToken: input.params.payToken,
        body: input.body,
        requestedBy: staffOf(context.actor),
      });
      const now = await waitForEnd(deps, operation, context.waitSeconds, context.gone);
      return { status: isOpen(now.state) ? 202 : 200, body: now };
    }),
    route('GET /api/operations', async ({ query }) => {
      const states = query.state?.flatMap((state) => (state === 'open' ? openStates : [state]));
      const page = pageOperations(storage, states, query.cursor, query.limit ?? DEFAULT_LIMIT);
      if (page === null) throw foreignCursor();
      return Promise.resolve({ status: 200, body: page });
    }),
    route('GET /api/operations/:id', async ({ params }) =>
      Promise.resolve({ status: 200, body: find(params.id) }),
    ),
    route('POST /api/operations/:id/check', async ({ params }) => {
      const { id, state } = find(params.id);
      // Before it was sent there is nothing to find at Toss, and after its end nothing to ask.
      const canBeSeen = state === 'unknown' || state === 'pending' || state === 'absent';
      if (canBeSeen) await reconciler.check(getOperationRow(storage, id));
      return { status: 200, body: find(id) };
    }),
  ];
}
