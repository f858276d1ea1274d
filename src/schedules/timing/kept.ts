/** Values that are kept; with one more, all are forgotten. */
const MOST_KEPT = 2_000;

/** Remembers what takes long to make and is asked for again and again, up to a number of them. */
export class Kept<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly make: (text: string) => Value) {}

  get(text: string): Value {
    const known = this.values.get(text);
    if (known !== undefined) return known;
    const value = this.make(text);
    if (this.values.size >= MOST_KEPT) this.values.clear();
    this.values.set(text, value);
    return value;
  }
}
