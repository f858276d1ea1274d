/**
 * Gives each style element that is made the nonce of the page, without which the Content-Security-Policy refuses it. Ant
 * Design gives it to most of its own, and forgets those that keep the page behind a dialog still and measure scrollbars.
 */

/** Put there by the server, new for each page. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

// It is passed on as it is: with its document, and to whichever of its overloads is meant.
// oxlint-disable-next-line typescript/no-deprecated, typescript/unbound-method
document.createElement = new Proxy(document.createElement, {
  apply(createElement, self, given) {
    const element: unknown = Reflect.apply(createElement, self, given);
    if (nonce !== undefined && element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  },
});
