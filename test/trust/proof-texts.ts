import type { Proof } from '../../shared/trust.ts';

export interface ProofText {
  title: string;
  /** What a run without a violation shows. */
  shows: string;
  /** What it can't show, however long it runs. */
  leavesOpen: string;
}

/** The texts of docs/trust.md about each proof, whatever its last run found. */
export const proofTexts: Record<Proof, ProofText> = {
  simulation: {
    title: 'Simulation',
    shows:
      'One seed drives staff, Toss’s side, the network, the clock, the disk and the death of the process through the desk’s own code. After each schedule the promises are checked against the books of Toss’s side, not against the desk’s.',
    leavesOpen: 'Schedules are drawn by lot: a rare one may not have been among them.',
  },
  mutants: {
    title: 'Mutants',
    shows:
      'Each mutant is the engine with one fault built in on purpose. One that no gate notices means that the gates would let that fault pass.',
    leavesOpen: 'Only faults that somebody thought of.',
  },
  model: {
    title: 'Model',
    shows:
      'Every interleaving of a small world is gone through, none drawn by lot: operations, lost, late and doubled answers, a crash at each step, and two members of staff.',
    leavesOpen: 'Larger worlds than its bounds, and code that the model doesn’t have.',
  },
  kills: {
    title: 'Kills',
    shows:
      'The real process is killed with `kill -9`, on a real file, with Toss’s side as a process of its own. After each start nothing is lost and nothing was done twice.',
    leavesOpen: 'Moments between the points at which it is killed.',
  },
  'power-cut': {
    title: 'Power cut',
    shows:
      'Whatever the desk had not forced to the disk is taken away, as a power cut does. What it had promised is still in the file.',
    leavesOpen: 'A disk that reports data as written and loses it.',
  },
  disk: {
    title: 'Disk errors',
    shows:
      'Writes fail: the disk is full, or reports an error. No money goes out without a record of it, and the desk goes on once there is room.',
    leavesOpen: 'A disk that silently returns other data than was written.',
  },
  answers: {
    title: 'Answers of Toss',
    shows:
      'Made-up and spoiled answers are read. None is taken for done or refused without what the list of answers demands for it.',
    leavesOpen: 'A well-formed answer of Toss that says what isn’t so.',
  },
  'tax-series': {
    title: 'Series of refunds',
    shows:
      'Series of refunds in part are split over the four tax parts. Each sum is exact, no part goes below zero, and the last won can be refunded.',
    leavesOpen: 'Which parts are right for tax: that is the shop’s to decide.',
  },
  branches: {
    title: 'Branches',
    shows: 'How many of the branches in the files that decide about money the tests take.',
    leavesOpen: 'Whether a branch that was taken did what it should.',
  },
};
