/** What the pages of the dashboard may load and do: nothing that does not come from this server. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  // Tooltips of charts are HTML with styles of their own; in an attribute they can do no more than look wrong.
  'style-src-attr': "'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  // The pages of reports.
  'frame-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
};

/**
 * The Content-Security-Policy of a page.
 * @param nonce marks the style elements that the page's own scripts add while it runs, as Ant Design does; without it
 * there may be none.
 */
export function contentSecurityPolicy(nonce?: string): string {
  const nonced = nonce === undefined ? {} : { 'style-src': `'self' 'nonce-${nonce}'` };
  return Object.entries({ ...POLICY, ...nonced })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}
