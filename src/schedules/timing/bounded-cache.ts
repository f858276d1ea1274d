/** Values that are kept unless a cache says otherwise; with one more, all are forgotten. */
const MOST = 2_000;

/** Remembers what takes long to make and is asked for again and again, up to a number of values. */
export class BoundedCache<Key, Value> {
  private readonly values = new Map<Key, Value>();

  constructor(
    private readonly make: (key: Key) => Value,
    private readonly most = MOST,
  ) {}

  get(key: Key): Value {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const value = this.make(key);
    if (this.values.size >= this.most) this.values.clear();
    this.values.set(key, value);
    return value;
  }
}
