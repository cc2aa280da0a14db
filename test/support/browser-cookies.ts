/**
 * A `Cookie` header in the form that a browser context takes. @param url of the server that set the
 * cookies
 */
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
