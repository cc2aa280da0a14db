import { vi } from 'vitest';

/** The files that the screen hands to the browser from here on, in jsdom, which keeps none. */
export function catchFiles() {
  const files: { name: string; text: Promise<string> }[] = [];
  let blob = new Blob();
  URL.createObjectURL = (made: Blob) => {
    blob = made;
    return 'blob:file';
  };
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    files.push({ name: this.download, text: blob.text() });
  });
  return files;
}
