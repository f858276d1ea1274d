/** Room for a number of runs at once; who finds none waits. */
export class Slots {
  private taken = 0;
  private waiting: (() => void)[] = [];

  constructor(private size: number) {}

  /** How many are free. */
  get room(): number {
    return Math.max(this.size - this.taken, 0);
  }

  /** Whether less than a quarter is free. */
  get isNearlyFull(): boolean {
    return this.room * 4 < this.size;
  }

  resize(size: number): void {
    this.size = size;
    this.wakeAll();
  }

  /** Takes a slot if one is free. */
  take(): boolean {
    if (this.room === 0) return false;
    this.taken++;
    return true;
  }

  release(): void {
    this.taken--;
    this.wakeAll();
  }

  /** Resolves when a slot may be free, without taking it, or when {@link wakeAll} is called. */
  async free(): Promise<void> {
    if (this.room > 0) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
