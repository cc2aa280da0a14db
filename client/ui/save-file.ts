/** Downloads a file under this name. */
export function saveFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the URL in the current task, so it must stay valid until the next.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
