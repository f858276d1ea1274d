import { useEffect, useEffectEvent, useRef } from 'react';
import type { Run } from '../../api/types';
import type { RunEvent } from '../../live/live-events';
import { useRunEvents } from '../../live/LiveProvider';

/** Milliseconds between two drawings of a list: one that moves more often cannot be read. */
const PAUSE = 1_000;

type Hearer = (runs: ReadonlyMap<string, Run>) => void;

/** Calls back with the runs that something happened to, each as it is now: at once, but once a second at most. */
export function usePacedRuns(hear: Hearer): void {
  const tell = useEffectEvent(hear);
  const pace = useRef<Pace>(undefined);
  useEffect(() => {
    const made = new Pace((runs) => tell(runs));
    pace.current = made;
    return () => made.end();
  }, []);
  useRunEvents((events) => pace.current?.take(events));
}

class Pace {
  private heard = new Map<string, Run>();
  private toldAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly hear: Hearer) {}

  take(events: readonly RunEvent[]): void {
    for (const { run } of events) this.heard.set(run.id, run);
    this.timer ??= setTimeout(() => this.tell(), Math.max(0, this.toldAt + PAUSE - Date.now()));
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private tell(): void {
    const { heard } = this;
    this.heard = new Map();
    this.timer = undefined;
    this.toldAt = Date.now();
    this.hear(heard);
  }
}
