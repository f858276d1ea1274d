/** An amount as the API gives it (`"1234.50"`), with its thousands apart; never as a float. */
export function Money({ amount }: { readonly amount: string | null | undefined }) {
  return (
    <span className="number" style={{ whiteSpace: 'nowrap' }}>
      {amount == null ? '–' : money(amount)}
    </span>
  );
}

/** `"1234.50"` -> `1,234.50` */
export function money(amount: string): string {
  return amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}
