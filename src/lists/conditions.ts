/** The conditions that a list's rows fulfil, in SQL, and the values that its statement is bound to. */
export class Conditions {
  /** In the order of their places, `$1` first. */
  readonly parameters: unknown[];
  /** Whether they are worth to be looked up first: not without any, nor where PostgreSQL cannot estimate what they find. */
  get selective(): boolean {
    return this.conditions.length > 0 && !this.beyondEstimate;
  }

  private readonly conditions: string[] = [];
  private beyondEstimate = false;

  /** @param parameters what the statement refers to itself, as `$1`, `$2`, ... */
  constructor(...parameters: unknown[]) {
    this.parameters = parameters;
  }

  /** Binds a value. @returns its place, such as `$3`. */
  bind(value: unknown): string {
    return `$${this.parameters.push(value)}`;
  }

  /**
   * Adds a condition, unless one of its values is undefined: what nobody asks for does not restrict.
   * @param condition in which a `$` without a number stands for the next value.
   */
  add(condition: string, ...values: unknown[]): void {
    if (values.includes(undefined)) return;
    this.conditions.push(condition.replace(/\$(?!\d)/g, () => this.bind(values.shift())));
  }

  /** The same, of a condition that lets much through, and of which PostgreSQL has no idea how much. */
  addBroad(condition: string, ...values: unknown[]): void {
    this.beyondEstimate = true;
    this.add(condition, ...values);
  }

  /** The `WHERE` clause; empty without conditions. */
  where(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

/** The pattern of `LIKE` for what begins with a text; no character of it stands for others. */
export function beginningWith(text: string): string {
  return `${text.replace(/[\\%_]/g, '\\$&')}%`;
}
