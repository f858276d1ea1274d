/** Lets a spec hold a task in the middle, and see when it has come there. */
export class Barrier {
  readonly reached: Promise<void>;
  readonly opened: Promise<void>;
  arrive!: () => void;
  open!: () => void;

  constructor() {
    this.reached = new Promise((resolve) => (this.arrive = resolve));
    this.opened = new Promise((resolve) => (this.open = resolve));
  }
}
