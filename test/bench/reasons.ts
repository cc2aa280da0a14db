/**
 * By bench: why a goal is missed, what was tried, and what would come next. Shown with the results
 * as long as one of the row's figures misses its goal.
 */
export const reasons: Readonly<Record<string, string>> = {
  list: 'Since a row carries only what the list shows, a page is quick for the floor too, and what a request costs beside its rows counts more: the session, the checks, the access record and the log line, of which the floor has none. Tried: JSON made by SQLite; the page’s number of rows as part of the statement, which SQLite plans better for.',
  'list-rival':
    'Directus reads one table with an index made for this page, checks one static token, and keeps no record of who was shown what. Each of the desk’s requests looks a session up, checks its rights, and keeps an access record and a log line. Next: what is tried for the row above.',
  'text-search':
    'Where there are many hits, half of the time is SQLite’s, which walks along the list as the floor does, makes fifty rows into JSON, and first looks whether anything has the text as its number. The rest is sessions, checks and the thread that keeps a search from holding up a refund. Tried: the first 500 of the list are looked at, 4,000 more where their hits let hope for a page, and only then the index of pieces is counted.',
  stream:
    'One change costs a `write` for each tab, here as there; besides, the event is read back from the disk after its commit, so that every tab has the same order of events and can ask for what it missed. The memory is Express’s request and response with their listeners, of which `node:http` has less. Tried: one buffer for all tabs, no compression of the stream, nothing kept per tab but its place.',
  callbacks:
    'The goal supposes a disk whose commits are slow, which is what sharing one saves. Where a commit takes half a millisecond, a callback costs its log line, the limits of its address, its body and its event. Tried: those of one turn of the event loop share a COMMIT; a payment’s token is looked up without its payment. A shop of a million payments a year has one every thirty seconds.',
  'list-during-callbacks':
    'More arrive than one core can keep, and the list waits behind them in the same event loop. From few addresses most would be refused early; the bench sends from as many as it takes. Tried: what is tried for the row above. Next: callbacks take turns with everything else.',
  operation:
    'A refund is four durable commits, the mark of the newest event (two synced writes and a rename), and three calls to Toss over HTTP. None of them can go: each is what a restart goes by. Where a commit takes half a millisecond, the calls are most of it.',
  paint:
    'On the slow line and the slow processor two thirds of the time to the first row are scripts: 2.7 of 4.0 s block the main thread. The rest is the line: the 16 pieces of the Korean typeface that the first rows need, 430 KB, come after the files. Tried: files packed when the desk is built, the typeface cut into pieces by how often signs are used, the first answers within the page.',
  postgres:
    'The event loop waits for each statement: the list is two of them, one for the session and one for the page, of which PostgreSQL takes half a millisecond to make JSON; a unit of a refund is ten to twenty, each a fifth to a third of a millisecond, and one commit, for which both disks are waited for. Both servers, the desk and what asks share two cores here, and every statement wakes two threads and a server. Next: fewer statements in the unit that records a refund.',
  simulation:
    'A schedule is the desk’s own code with its SQL and its checks, a Toss with books of its own, and a judge of both at the end. Its profile is flat: nothing takes more than an eighth. Tried: one database in memory and one savepoint for each schedule, rows named by ourselves instead of by SQLite’s package, the code bundled, a larger nursery for objects. A million schedules take one and a half to two hours on two cores; the proof runs ten thousand.',
};

/** The same for the soak. */
export const soakReason =
  'What grows levels off. Between two pictures of the heap, nine minutes apart, half of the growth was code that the engine compiles for what is seldom reached; the other half were the counts of callbacks by payment, which are held for 5,000 payments. Of the process’s own memory the rest is what answers on their way are packed with. Tried: a bound for those counts; payments from before, because in a new shop SQLite’s own memory grows with the file.';
