import { runDrill } from '../drill.ts';
import { serveGate } from '../serve-gate.ts';
import { refundCases } from './desk-refunds.ts';
import { startCases } from './desk-starts.ts';

serveGate(({ only }) => runDrill([...startCases, ...refundCases], only));
