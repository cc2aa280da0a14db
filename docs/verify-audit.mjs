#!/usr/bin/env node
/**
 * Verifies exported audit logs of a 창구 desk: by itself, offline, with nothing but Node 20 and this
 * file. What it believes is what you bring along (a key, a fingerprint, a checkpoint that was kept
 * elsewhere), never what the desk or the file says of itself. docs/audit.md tells what it can show
 * and what it can't.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';

const USAGE = `내보낸 감사 기록 확인 · verifies exported audit logs
  node verify-audit.mjs FILE… [--fingerprint HEX]… [--key PEM-FILE]… [--checkpoint FILE|SEQ:HASH]…
                        [--json]
믿을 것을 하나는 가져와야 해요. Bring at least one thing to trust:
  --fingerprint  창구 공개 키의 지문 · of the desk's public key (SHA-256, 64 hexadecimal digits)
  --key          창구 공개 키 · the public key itself, or several in one file
  --checkpoint   따로 보관한 체크포인트 · one that was kept outside of the desk, as the desk gave it
                 out (JSON, one a line), or as SEQ:HASH
끝낼 때 · exit: 0 온전함 holds · 3 온전하지 않음 does not hold · 4 일부만 확인됨 holds, but what you
brought does not cover all of it · 1 읽을 수 없음 can't be read · 2 잘못 부름 called wrongly`;

const EXIT = { holds: 0, unreadable: 1, calledWrongly: 2, broken: 3, partly: 4 };

/** Fault → what it means, Korean and English. */
const FAULTS = {
  form: ['창구가 쓰는 형식이 아니에요', 'this is not written as the desk writes it'],
  'cut-off': ['파일이 끝나기 전에 잘렸어요', 'the file ends before its last line'],
  totals: ['마지막 줄의 개수와 달라요', 'the last line counts something else'],
  order: ['줄의 차례가 바뀌었어요', 'rows stand in another order'],
  gap: ['줄이 빠졌어요', 'rows are missing before this one'],
  link: ['앞줄과 이어지지 않아요', 'this row does not follow the one before'],
  hash: ['적힌 뒤에 바뀌었어요', 'this row was changed after it was written'],
  'checkpoint-hash': ['체크포인트와 달라요', 'this row is not what a checkpoint says'],
  'checkpoint-signature': ['체크포인트의 서명이 틀려요', 'no known key has signed this checkpoint'],
  'checkpoint-missing': [
    '따로 보관한 체크포인트가 파일에 없어요',
    'a checkpoint that you kept is not among those of the file',
  ],
  'shorter-than-checkpoint': [
    '기록이 체크포인트보다 짧아요: 끝이 잘렸거나, 체크포인트보다 먼저 내보낸 파일이에요',
    'the log is shorter than a checkpoint says: its end was cut off, or it was exported before',
  ],
  'untrusted-key': [
    '가져온 키로 서명한 체크포인트가 하나도 없어요',
    'not one of its checkpoints is signed by a key that you brought',
  ],
};

class CalledWrongly extends Error {}

/** The first thing in a file that doesn't hold. */
class Broken extends Error {
  constructor(fault, seq, line = null) {
    super(fault);
    this.found = { fault, seq, line };
  }
}

// ── what is trusted ─────────────────────────────────────────────────────────────────────────────

function fingerprintOf(key) {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex');
}

/** @throws Error where it is no Ed25519 public key */
function readKey(pem) {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
}

function keysInFile(file) {
  const blocks = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;
  const pems = readFileSync(file, 'utf8').match(blocks) ?? [];
  if (pems.length === 0) throw new CalledWrongly(`--key: ${file} holds no public key`);
  return pems.map(readKey);
}

function fingerprintIn(text) {
  const hex = text.replaceAll(/[\s:]/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new CalledWrongly(`--fingerprint: ${text} is none`);
  return hex;
}

/** A checkpoint as the desk gives it out, in an answer, or in a line of its log. */
function checkpointIn(value) {
  const found = value?.checkpoint ?? value;
  if (!Number.isSafeInteger(found?.seq) || typeof found.hash !== 'string') return null;
  const { seq, hash, at, signature } = found;
  return { seq, hash, ...(typeof signature === 'string' && { at: String(at), signature }) };
}

const SEQ_AND_HASH = /^(\d{1,15}):([0-9a-f]{64})$/;

function checkpointOfLine(line) {
  const [, seq, hash] = SEQ_AND_HASH.exec(line) ?? [];
  if (hash !== undefined) return { seq: Number(seq), hash };
  try {
    return checkpointIn(JSON.parse(line));
  } catch {
    return null;
  }
}

function checkpointsIn(given) {
  const isFile = !SEQ_AND_HASH.test(given);
  if (isFile && !existsSync(given)) throw new CalledWrongly(`--checkpoint: no file ${given}`);
  const lines = (isFile ? readFileSync(given, 'utf8') : given).split('\n').map((l) => l.trim());
  const named = lines.filter((line) => line !== '');
  const found = named.map(checkpointOfLine);
  // A line that can't be read might be the one that proves something.
  const bad = named.find((_, index) => found[index] === null);
  if (bad !== undefined) throw new CalledWrongly(`--checkpoint: no checkpoint: ${bad}`);
  if (found.length === 0) throw new CalledWrongly(`--checkpoint: ${given} holds none`);
  return found;
}

// ── the file ────────────────────────────────────────────────────────────────────────────────────

const NEW_LINE = 10;
const CHUNK_BYTES = 1 << 20;

/** The lines of a file with their numbers; each must end, and be UTF-8. */
function* linesOf(file) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const handle = openSync(file, 'r');
  let number = 0;
  let begun = [];
  const finish = (bytes) => {
    number += 1;
    try {
      return { number, text: decoder.decode(Buffer.concat([...begun, bytes])) };
    } catch {
      throw new Broken('form', null, number);
    }
  };
  try {
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = chunk.subarray(0, readSync(handle, chunk));
      if (bytes.length === 0) break;
      let from = 0;
      for (let to = bytes.indexOf(NEW_LINE); to !== -1; to = bytes.indexOf(NEW_LINE, from)) {
        yield finish(bytes.subarray(from, to));
        begun = [];
        from = to + 1;
      }
      begun.push(bytes.subarray(from));
    }
    if (begun.some((bytes) => bytes.length > 0)) throw new Broken('cut-off', null, number + 1);
  } finally {
    closeSync(handle);
  }
}

const isText = (value) => typeof value === 'string';
const isTextOrNull = (value) => value === null || isText(value);
const isSeq = (value) => Number.isSafeInteger(value) && value >= 1;
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** Kind of line → its fields in their order. */
const FORMS = {
  header: {
    format: (value) => value === 'changgu-audit',
    version: (value) => value === 1,
    exportedAt: isText,
    publicKeys: (value) => Array.isArray(value) && value.every(isText),
  },
  row: {
    seq: isSeq,
    at: isText,
    actorType: isText,
    actorId: isTextOrNull,
    actorName: isTextOrNull,
    address: isTextOrNull,
    action: isText,
    payToken: isTextOrNull,
    operationId: isTextOrNull,
    detail: isText,
    prevHash: isText,
    hash: isText,
  },
  checkpoint: { seq: isSeq, hash: isText, at: isText, signature: isText },
  end: {
    rows: isCount,
    checkpoints: isCount,
    lastSeq: (value) => value === null || isSeq(value),
    lastHash: isTextOrNull,
  },
};

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a line that must be exactly as the desk writes it. */
function readLine({ number, text }) {
  let line;
  try {
    line = JSON.parse(text);
  } catch {
    throw new Broken('form', null, number);
  }
  // A name that stands there twice would show a reader something else than what is checked.
  if (!isObject(line) || JSON.stringify(line) !== text) throw new Broken('form', null, number);
  const [kind, ...more] = Object.keys(line);
  const form = Object.hasOwn(FORMS, kind ?? '') ? FORMS[kind] : null;
  const value = line[kind];
  if (form === null || more.length > 0 || !isObject(value)) throw new Broken('form', null, number);
  const names = Object.keys(form);
  const fits =
    Object.keys(value).join() === names.join() && names.every((name) => form[name](value[name]));
  if (!fits) throw new Broken('form', isSeq(value.seq) ? value.seq : null, number);
  return { kind, value };
}

const ROW = '{"row":';
const ORDER = ['header', 'row', 'checkpoint', 'end'];

/** Everything but the rows, which are read when it is known what they are compared with. */
function readOutline(file) {
  const outline = { header: null, checkpoints: [], end: null };
  let stage = -1;
  for (const line of linesOf(file)) {
    const { kind, value } = line.text.startsWith(ROW) ? { kind: 'row' } : readLine(line);
    const place = ORDER.indexOf(kind);
    const isFirst = stage === -1;
    const isInOrder = isFirst ? kind === 'header' : place >= stage && kind !== 'header';
    if (!isInOrder || outline.end !== null) throw new Broken('form', null, line.number);
    stage = place;
    if (kind === 'checkpoint') outline.checkpoints.push({ ...value, line: line.number });
    else if (kind !== 'row') outline[kind] = value;
  }
  if (outline.end === null) throw new Broken('cut-off', null);
  return outline;
}

function* rowsOf(file) {
  for (const line of linesOf(file)) {
    if (line.text.startsWith(ROW)) yield { ...readLine(line).value, line: line.number };
  }
}

// ── the proof ───────────────────────────────────────────────────────────────────────────────────

const FIRST_HASH = '0'.repeat(64);

function hashOf(row) {
  const { seq, at, actorType, actorId, actorName, address } = row;
  const { action, payToken, operationId, detail, prevHash } = row;
  const text = JSON.stringify([
    ...[seq, at, actorType, actorId, actorName, address],
    ...[action, payToken, operationId, detail, prevHash],
  ]);
  return createHash('sha256').update(text).digest('hex');
}

function isSignedBy(keys, text, signature) {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.toString('base64') !== signature) return false;
  return keys.some((key) => verify(null, Buffer.from(text), key, bytes));
}

/** The keys that you brought, and those that the file alone speaks of. */
function sortKeys(header, trust) {
  let told;
  try {
    told = header.publicKeys.map(readKey);
  } catch {
    throw new Broken('form', null, 1);
  }
  const brought = new Set([...trust.fingerprints, ...trust.keys.map(fingerprintOf)]);
  const trusted = [...trust.keys, ...told.filter((key) => brought.has(fingerprintOf(key)))];
  const others = told.filter((key) => !brought.has(fingerprintOf(key)));
  return { trusted, others, areBrought: brought.size > 0 };
}

const checkpointText = ({ seq, hash, at }) => `changgu-audit-checkpoint\n${seq}\n${hash}\n${at}`;

/** Who vouches for a checkpoint: `trusted`, `other` (a key of the file alone) or nobody. */
function signerOf(keys, { signature, ...said }) {
  const text = checkpointText(said);
  if (isSignedBy(keys.trusted, text, signature)) return 'trusted';
  return isSignedBy(keys.others, text, signature) ? 'other' : null;
}

/** By number: what the file's checkpoints and yours say that the row's hash was. */
function readClaims(outline, keys, outside) {
  const claims = new Map();
  const own = new Map();
  let isSigned = false;
  let before = 0;
  for (const checkpoint of outline.checkpoints) {
    const { seq, hash, line } = checkpoint;
    if (seq <= before) throw new Broken('form', seq, line);
    before = seq;
    const signer = signerOf(keys, checkpoint);
    if (signer === null) throw new Broken('checkpoint-signature', seq, line);
    isSigned ||= signer === 'trusted';
    own.set(seq, checkpoint);
    claims.set(seq, [{ hash, vouches: signer === 'trusted' }]);
  }
  for (const checkpoint of outside) {
    const { seq, hash, signature } = checkpoint;
    const isForged = signature !== undefined && signerOf(keys, checkpoint) === null;
    if (isForged && keys.areBrought) throw new Broken('checkpoint-signature', seq);
    claims.set(seq, [...(claims.get(seq) ?? []), { hash, vouches: true }]);
  }
  return { claims, own, isForeign: own.size > 0 && !isSigned };
}

/** What an `audit-pruned` row says, where a key that you brought has signed it. */
function pruningIn(row, keys) {
  if (row.action !== 'audit-pruned') return null;
  let detail;
  try {
    detail = JSON.parse(row.detail);
  } catch {
    return null;
  }
  const { beginsAt, prevHash, signature } = isObject(detail) ? detail : {};
  if (!isSeq(beginsAt) || !isText(prevHash) || !isText(signature)) return null;
  const text = `changgu-audit-pruned\n${beginsAt}\n${prevHash}\n${row.at}`;
  return isSignedBy(keys.trusted, text, signature) ? { beginsAt, prevHash } : null;
}

function checkLink(row, last) {
  const { seq, prevHash, line } = row;
  if (last === null) {
    if (seq === 1 && prevHash !== FIRST_HASH) throw new Broken('link', seq, line);
    return;
  }
  if (seq <= last.seq) throw new Broken('order', seq, line);
  if (seq > last.seq + 1) throw new Broken('gap', seq, line);
  if (prevHash !== last.hash) throw new Broken('link', seq, line);
}

/** Reads every row. @returns what was found of the chain */
function walk(file, keys, claims) {
  const found = { rows: 0, first: null, last: null, vouchedUpTo: 0, pruned: null };
  const compare = (seq, hash, line) => {
    for (const claim of claims.get(seq) ?? []) {
      if (claim.hash !== hash) throw new Broken('checkpoint-hash', seq, line);
      if (claim.vouches) found.vouchedUpTo = seq;
    }
  };
  for (const row of rowsOf(file)) {
    checkLink(row, found.last);
    if (hashOf(row) !== row.hash) throw new Broken('hash', row.seq, row.line);
    if (found.first === null) compare(row.seq - 1, row.prevHash, row.line);
    compare(row.seq, row.hash, row.line);
    found.first ??= row;
    found.last = row;
    found.rows += 1;
    found.pruned = pruningIn(row, keys) ?? found.pruned;
  }
  return found;
}

function checkEnd({ end, checkpoints }, { rows, last }) {
  const isRight =
    end.rows === rows &&
    end.checkpoints === checkpoints.length &&
    end.lastSeq === (last?.seq ?? null) &&
    end.lastHash === (last?.hash ?? null);
  if (!isRight) throw new Broken('totals', last?.seq ?? null);
}

/** Whether somebody you trust says that the rows before the first were taken out rightly. */
function isBeginningProved({ first, pruned }, { own }, keys) {
  if (first === null || first.seq === 1) return true;
  const isPruned =
    pruned !== null &&
    first.seq <= pruned.beginsAt &&
    own.get(pruned.beginsAt - 1)?.hash === pruned.prevHash;
  if (!isPruned && keys.areBrought) throw new Broken('gap', first.seq, first.line);
  return isPruned;
}

/** A desk keeps each checkpoint for good, so that yours must be among the file's. */
function checkOutside({ first }, { own }, outside) {
  for (const { seq, hash, signature } of outside) {
    const kept = own.get(seq);
    if (signature !== undefined && kept?.signature !== signature) {
      throw new Broken('checkpoint-missing', seq);
    }
    // Of rows that were taken out nothing is left to compare with but the file's checkpoints.
    if (first === null || seq >= first.seq - 1) continue;
    if (kept === undefined) throw new Broken('gap', seq);
    if (kept.hash !== hash) throw new Broken('checkpoint-hash', seq, kept.line);
  }
}

/** @throws Broken with the first thing that doesn't hold */
function prove(file, trust) {
  const outline = readOutline(file);
  const keys = sortKeys(outline.header, trust);
  const claims = readClaims(outline, keys, trust.outside);
  const found = walk(file, keys, claims.claims);
  checkEnd(outline, found);
  const lastSeq = found.last?.seq ?? 0;
  for (const seq of claims.claims.keys()) {
    if (seq > lastSeq) throw new Broken('shorter-than-checkpoint', lastSeq + 1);
  }
  const isBegun = isBeginningProved(found, claims, keys);
  checkOutside(found, claims, trust.outside);
  if (keys.areBrought && claims.isForeign) throw new Broken('untrusted-key', null);
  return {
    // Of a log without rows nothing that was brought says that it never had any.
    outcome: isBegun && lastSeq > 0 && found.vouchedUpTo === lastSeq ? 'holds' : 'partly',
    rows: found.rows,
    firstSeq: found.first?.seq ?? null,
    lastSeq: found.last?.seq ?? null,
    lastHash: found.last?.hash ?? null,
    checkpoints: outline.checkpoints.length,
    vouchedUpTo: found.vouchedUpTo,
    beginningProved: isBegun,
    otherKeys: keys.others.map(fingerprintOf),
  };
}

function verifyFile(file, trust) {
  try {
    return { file, ...prove(file, trust) };
  } catch (error) {
    if (error instanceof Broken) return { file, outcome: 'broken', broken: error.found };
    return { file, outcome: 'unreadable', why: error.message };
  }
}

// ── what is said ────────────────────────────────────────────────────────────────────────────────

function wordsOfBroken({ fault, seq, line }) {
  const [ko, en] = FAULTS[fault];
  const where = [seq === null ? '' : `#${seq}`, line === null ? '' : `line ${line}`];
  const place = where.filter((text) => text !== '').join(', ');
  return `온전하지 않아요. DOES NOT HOLD${place === '' ? '' : ` at ${place}`}: ${ko}. ${en}.`;
}

function wordsOfHeld(report) {
  const { outcome, rows, firstSeq, lastSeq, checkpoints, vouchedUpTo, otherKeys } = report;
  if (rows === 0) {
    return (
      '비어 있어요. EMPTY: it holds no row, and nothing shows that there never was one; a desk ' +
      'that anybody has signed in to has rows. Compare with a checkpoint that was kept.'
    );
  }
  const lines = [
    outcome === 'holds'
      ? `온전해요. Holds: ${rows} rows, #${firstSeq} to #${lastSeq}, ${checkpoints} checkpoints.`
      : `일부만 확인했어요. Holds IN PART: ${rows} rows fit together, #${firstSeq} to #${lastSeq}.`,
  ];
  if (vouchedUpTo !== (lastSeq ?? 0)) {
    lines.push(
      `  #${vouchedUpTo} 뒤는 가져온 것으로 확인되지 않아요. What you brought vouches for the rows ` +
        `up to #${vouchedUpTo}; those after it could have been written anew.`,
    );
  }
  if (!report.beginningProved) {
    lines.push(
      `  #${firstSeq} 앞은 없어요. Rows before #${firstSeq} are missing; only with the desk's key ` +
        'or fingerprint can be shown that it took them out itself.',
    );
  }
  for (const fingerprint of otherKeys) {
    lines.push(`  가져오지 않은 키 · a key that you did not bring: ${fingerprint}`);
  }
  return lines.join('\n');
}

function wordsOf(report) {
  switch (report.outcome) {
    case 'broken':
      return `${report.file}: ${wordsOfBroken(report.broken)}`;
    case 'unreadable':
      return `${report.file}: 읽을 수 없어요. It can't be read: ${report.why}`;
    default:
      return `${report.file}: ${wordsOfHeld(report)}`;
  }
}

function readArguments() {
  const many = { type: 'string', multiple: true, default: [] };
  const options = { key: many, fingerprint: many, checkpoint: many, json: { type: 'boolean' } };
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const trust = {
    keys: values.key.flatMap(keysInFile),
    fingerprints: values.fingerprint.map(fingerprintIn),
    outside: values.checkpoint.flatMap(checkpointsIn),
  };
  if (positionals.length === 0) throw new CalledWrongly('Name a file.');
  if (trust.keys.length + trust.fingerprints.length + trust.outside.length === 0) {
    throw new CalledWrongly('Bring a fingerprint, a key or a checkpoint: the file proves nothing.');
  }
  return { files: positionals, trust, asJson: values.json === true };
}

/** The worst of all files, in this order. */
const WORST_FIRST = ['broken', 'unreadable', 'partly', 'holds'];

try {
  const { files, trust, asJson } = readArguments();
  const outcomes = new Set();
  for (const file of files) {
    const report = verifyFile(file, trust);
    outcomes.add(report.outcome);
    console.log(asJson ? JSON.stringify(report) : wordsOf(report));
  }
  process.exitCode = EXIT[WORST_FIRST.find((outcome) => outcomes.has(outcome))];
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = EXIT.calledWrongly;
}
