/** What people have done, as only they and the simulation know it. */
export class Deeds {
  /** Operations that the desk has answered with 200 or 202. */
  readonly accepted = new Set<string>();
  /** Who approved an operation, and by which hash. */
  readonly approvals = new Map<string, { bodyHash: string; by: string }[]>();
  /** Operations that a manager asked to send once more. */
  readonly sentAgain = new Set<string>();
  /** Operations that a person resolved with a wrong outcome. */
  readonly mistaken = new Set<string>();
  /** Operations whose state in a restored backup is older than what happened. */
  readonly forgotten = new Set<string>();
  /** Those of them that the backup does not contain: a browser may request them again. */
  readonly unknownHere = new Set<string>();
  #touchedSinceBackup: Set<string> | null = null;

  beginBackup(): void {
    this.#touchedSinceBackup = new Set();
  }

  touched(operationId: string): void {
    this.#touchedSinceBackup?.add(operationId);
  }

  /** From now on, what was recorded or moved since the backup may be missing. */
  forget(isKnown: (id: string) => boolean): void {
    for (const id of this.#touchedSinceBackup ?? []) {
      this.forgotten.add(id);
      this.accepted.delete(id);
      if (!isKnown(id)) this.unknownHere.add(id);
    }
  }
}
