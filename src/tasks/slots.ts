/** Room for a number of runs at once; who finds none waits. */
export class Slots {
  private taken = 0;
  private waiting: (() => void)[] = [];

  constructor(readonly total: number) {}

  /** Takes a slot if one is free. */
  take(): boolean {
    if (this.taken >= this.total) return false;
    this.taken++;
    return true;
  }

  release(): void {
    this.taken--;
    this.wakeAll();
  }

  /** Resolves when a slot is free, without taking it, or when {@link wakeAll} is called. */
  async free(): Promise<void> {
    if (this.taken < this.total) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
