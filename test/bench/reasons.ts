/**
 * Why a row's goal is not met, what was tried, and what would come next: shown with the results for
 * as long as one of its figures falls short. By the bench's name.
 */
export const reasons: Readonly<Record<string, string>> = {
  'text-search':
    'Where there are many hits, half of the time is SQLite’s, which walks along the list as the floor does, makes fifty rows into JSON, and looks first whether anything has the text as its number. The rest is sessions, checks and the way to a thread beside the event loop and back, so that no search holds up a refund. Tried: the first 500 of the list are looked at, 4,000 more where their hits let hope for a page, both only as far as the page needs, and only then the index of pieces is counted, by itself. The figures are of before the last change to that, which made SQLite’s part shorter by some 40 %: 2.1 and 2.6 ms in process, before 3.5 and 4.5.',
  stream:
    'What one change costs is a `write` for each tab, here as there; the rest is the event’s own way: it is read back from the disk after its commit, so that every tab has the same order of events and can ask for what it missed. The memory is Express’s request and response with their listeners, of which the floor’s `node:http` has less. Tried: one buffer for all tabs, no compression of the stream, nothing kept per tab but its place.',
  callbacks:
    'The goal supposes a disk whose commits are slow, which is what sharing one saves. Where a commit takes half a millisecond, a callback’s cost is its way through the desk: its log line, the limits of its address, its body, its event. Tried: those of one turn of the event loop share a COMMIT; a payment’s token is looked up without its payment. A shop of a million payments a year has one every thirty seconds.',
  'list-during-callbacks':
    'More arrive than one core can keep, and the same event loop answers the list, which waits behind those that came before. From few addresses most would be refused before they cost much; the bench sends from as many as it takes. Tried: what is tried for the row above. Next: callbacks take turns with everything else, so that a flood has a share of the core and no more.',
  operation:
    'A refund is four durable commits, the mark of the newest event (two synced writes and a rename), and three calls to Toss over HTTP, each checked and kept in the log of calls. None of them can go: each is what a restart goes by. Where a commit takes half a millisecond, the calls are most of it.',
  'first-page':
    'React with its router, and the translations with the query cache, are two thirds of it. Tried: pages and dialogs that come when they are asked for, words that come with their screen, only those styles of the component library that are used. A translation library of our own and a changed bundle of the router would save some 20 KB; kept libraries are worth more than that.',
  paint:
    'Half of it or more is this machine’s processor: without any line in between the page still takes more than a second. On the line the 16 pieces of the Korean typeface that the first rows need, 430 KB, come after the files. Tried: files packed when the desk is built, the typeface cut into pieces by how often signs are used, the list asked for while the page is still put together.',
  'long-list':
    'The longest tasks of a trace were the comparison of a new answer with all loaded rows, which goes page by page and by token now; the figure is of before that. What is left are the browser’s layout and style of a few rows, 50 to 100 ms here, and garbage collections of about as much. Tried: rows in chunks of five that are drawn when near, only changed rows drawn again.',
  boot: 'Nearly all of it is the check of the whole file (`quick_check`), which reads every page before anything is served: a desk that would write into a damaged file is no desk. Tried and left: serving reads during the check, which would show what may be damaged.',
};
