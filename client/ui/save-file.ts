/** Hands a text to the browser to be kept as a file. */
export function saveFile(name: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken it over by the next task; until then the address must hold.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 0);
}
