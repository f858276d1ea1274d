/** Ctrl-K. */
export default function SearchEverywhere(_: { readonly onClose: () => void }) {
  return null;
}
