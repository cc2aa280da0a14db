/** A `Cookie` header as a browser's context takes it. @param url of whoever set the cookies */
export function browserCookies(
  url: string,
  header: string,
): { name: string; value: string; url: string }[] {
  return header
    .split('; ')
    .filter((one) => one.includes('='))
    .map((one) => {
      const at = one.indexOf('=');
      return { name: one.slice(0, at), value: one.slice(at + 1), url };
    });
}
