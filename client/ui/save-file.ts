/** Hands a file to the browser to be kept under this name. */
export function saveFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken it over by the next task; until then the address must hold.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
