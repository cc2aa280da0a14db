import { fitsState } from '../../shared/operation-actions.ts';
import { isOpen, openStates, type Operation } from '../../shared/operation.ts';
import type { Deps } from '../deps.ts';
import { AppError, foreignCursor } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { requireFreshFactor } from '../http/second-factor.ts';
import { staffOf } from '../http/staff-of.ts';
import { findOperation, getOperationRow, pageOperations } from '../storage/operations.ts';
import {
  approveOperation,
  declineOperation,
  giveUpOperation,
  releaseOperation,
  requireDecision,
  resolveOperation,
  withdrawOperation,
} from './decide.ts';
import type { Reconciler } from './reconciler.ts';
import { requestOperation, waitForEnd } from './request-operation.ts';
import { tokenRequest, type CautionsOf } from './token-request.ts';
import type { Worker } from './worker.ts';

const DEFAULT_LIMIT = 50;

export function operationRoutes(
  deps: Deps,
  worker: Worker,
  reconciler: Reconciler,
  cautionsOf: CautionsOf,
): Route[] {
  const { storage } = deps;
  const find = (id: string) => {
    const operation = findOperation(storage, id.toLowerCase());
    if (operation === undefined) throw new AppError('operation-not-found');
    return operation;
  };
  return [
    route('PUT /api/payments/:payToken/operations/:operationId', async (input, context) => {
      const { actor } = context;
      const { payToken, operationId } = input.params;
      const asked = { payToken, body: input.body };
      const who =
        actor.type === 'token'
          ? tokenRequest(deps, cautionsOf, actor, asked)
          : {
              requestedBy: actor,
              requireFreshFactor: () => requireFreshFactor(actor, deps.clock),
            };
      // UUIDs ignore case, also at Toss.
      const id = operationId.toLowerCase();
      const operation = await requestOperation(deps, worker, { id, ...asked, ...who });
      const now = await waitForEnd(deps, operation, context.waitSeconds, context.gone);
      return { status: isOpen(now.state) ? 202 : 200, body: now };
    }),
    route('GET /api/operations', ({ query }) => {
      const states = query.state?.flatMap((state) => (state === 'open' ? openStates : [state]));
      const page = pageOperations(storage, states, query.cursor, query.limit ?? DEFAULT_LIMIT);
      if (page === null) throw foreignCursor();
      return { status: 200, body: page };
    }),
    route('GET /api/operations/:id', ({ params }) => ({ status: 200, body: find(params.id) })),
    route('POST /api/operations/:id/check', async ({ params }) => {
      const { id, state } = find(params.id);
      // Before sending, Toss has nothing to find; after the end, there is nothing to ask.
      if (fitsState('check', state)) await reconciler.check(getOperationRow(storage, id));
      return { status: 200, body: find(id) };
    }),
    ...decisionRoutes(deps, worker, find),
  ];
}

function decisionRoutes(deps: Deps, worker: Worker, find: (id: string) => Operation): Route[] {
  const { storage } = deps;
  const reply = (body: Operation) => ({ status: isOpen(body.state) ? 202 : 200, body }) as const;
  const ended = (body: Operation) => ({ status: 200, body }) as const;
  return [
    route('POST /api/operations/:id/approve', async ({ params, body }, context) => {
      const { id } = find(params.id);
      const staff = staffOf(context.actor);
      const approved = await approveOperation(deps, worker, id, body, staff);
      return reply(await waitForEnd(deps, approved, context.waitSeconds, context.gone));
    }),
    route('POST /api/operations/:id/decline', async ({ params, body }, { actor }) =>
      ended(await declineOperation(deps, find(params.id).id, body.reason, staffOf(actor))),
    ),
    route('POST /api/operations/:id/withdraw', async ({ params }, { actor }) =>
      ended(await withdrawOperation(deps, find(params.id).id, staffOf(actor))),
    ),
    route('POST /api/operations/:id/send-again', async ({ params, body }, context) => {
      const operation = find(params.id);
      const staff = staffOf(context.actor);
      storage.read(requireDecision(deps, 'send-again', operation, staff));
      await worker.sendAgain(operation.id, { staff, seenRecorded: body?.seenRecorded });
      const now = find(operation.id);
      return reply(await waitForEnd(deps, now, context.waitSeconds, context.gone));
    }),
    route('POST /api/operations/:id/give-up', async ({ params }, { actor }) =>
      ended(await giveUpOperation(deps, find(params.id).id, staffOf(actor))),
    ),
    route('POST /api/operations/:id/release', async ({ params, body }, { actor }) =>
      ended(await releaseOperation(deps, find(params.id).id, body.evidence, staffOf(actor))),
    ),
    route('POST /api/operations/:id/resolve', async ({ params, body }, { actor }) =>
      ended(await resolveOperation(deps, find(params.id).id, body, staffOf(actor))),
    ),
  ];
}
