/** Shared by the tests of dialogs and forms, beyond `render-screen.tsx`. */
import { DecisionHost } from '../../../client/operations/decision-host.tsx';
import { DecisionButtons } from '../../../client/operations/decision-buttons.tsx';
import type { PaymentDetail } from '../../../shared/api.ts';
import type { Operation } from '../../../shared/operation.ts';
import type { Problem, ProblemCode } from '../../../shared/problem.ts';
import { answer, answersReasons, http, HttpResponse, meOf } from './render-screen.tsx';

export function problem(code: ProblemCode, status: number, part: Partial<Problem> = {}) {
  const body: Problem = {
    type: `/problems/${code}`,
    title: code,
    status,
    detail: code,
    instance: 'request-1',
    code,
    effect: 'not-applied',
    ...part,
  };
  return HttpResponse.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}

/** No other lease, and no cautions. */
const answersRefundForm = [
  http.post('/api/payments/:payToken/lease', () => {
    const { id, name } = meOf('operator').staff;
    return answer({ mine: true, holder: { staff: { id, name }, since: new Date().toISOString() } });
  }),
  http.delete('/api/payments/:payToken/lease', () => new HttpResponse(null, { status: 204 })),
  http.get('/api/payments/:payToken/cautions', () => answer({ cautions: [] })),
];

/** The requests that every dialog makes; `detail` is called for each, so that it can change. */
export function answersReads(detail: () => PaymentDetail) {
  return [
    http.post('/api/payments/:payToken/refresh', () => answer(detail())),
    http.get('/api/payments/:payToken', () => answer(detail())),
    answersReasons(),
    ...answersRefundForm,
  ];
}

/** The buttons of an operation, with the dialogs that they open. */
export function ActsWithDialogs({ operation }: { operation: Operation }) {
  return (
    <main tabIndex={-1}>
      <DecisionButtons operation={operation} />
      <DecisionHost />
    </main>
  );
}

export function valueOf(element: HTMLElement): string {
  return (element as HTMLInputElement).value;
}

export function isChecked(element: HTMLElement): boolean {
  return (element as HTMLInputElement).checked;
}

/** The accessible description: what a screen reader says after the name. */
export function descriptionOf(element: HTMLElement): string {
  const ids = (element.getAttribute('aria-describedby') ?? '').split(' ');
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
}
