import { problems, type Problem } from '../../shared/problem.ts';
import type { HeaderOf } from './answer-headers.ts';

/** Implementation details that no response may contain. */
const innards = [/node_modules/, /\bat \S+ \(/, /\.ts:\d+/, /SQLITE_/, /\bsk_(test|live)_/];

/**
 * What is wrong with the response to a refused request: it must be a problem of the catalogue.
 * Empty where nothing is.
 */
export function wrongProblem(status: number, header: HeaderOf, body: string): string[] {
  const type = header('content-type') ?? 'no content-type';
  if (!type.startsWith('application/problem+json')) return [`is ${type}: ${body.slice(0, 200)}`];
  let problem: Problem;
  try {
    problem = JSON.parse(body) as Problem;
  } catch {
    return [`is no JSON: ${body.slice(0, 200)}`];
  }
  const known = (problems as Partial<typeof problems>)[problem.code];
  if (known === undefined) return [`has no code of the catalogue: ${body.slice(0, 200)}`];
  const [itsStatus, title, effect] = known;
  const wrong = innards.filter((pattern) => pattern.test(body)).map((one) => `shows ${one.source}`);
  if (status !== itsStatus || problem.status !== status) wrong.push(`${problem.code}: ${status}`);
  if (problem.title !== title) wrong.push(`has the title ${problem.title}`);
  if (problem.effect !== effect) wrong.push(`has the effect ${problem.effect}`);
  if (problem.type !== `/api/docs#problem-${problem.code}`) wrong.push(`type ${problem.type}`);
  if (problem.detail === '') wrong.push('has no detail');
  if (problem.instance !== header('x-request-id')) wrong.push('has another instance');
  return wrong;
}
