import { HttpResponse } from 'msw';
import { vi } from 'vitest';

/** Records the files that the page downloads from here on; jsdom keeps none. */
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

/** A file as the desk sends it, under this name. */
export function fileAnswer(name: string, text: string, type = 'text/csv'): HttpResponse<string> {
  const disposition = `attachment; filename="${name}"`;
  return new HttpResponse(text, {
    headers: { 'content-type': type, 'content-disposition': disposition },
  });
}
