import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { type Connection, LiveEvents, type RunEvent } from './live-events';

const LiveContext = createContext<LiveEvents | undefined>(undefined);

/** One connection for events, for as long as somebody is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [events] = useState(
    () => new LiveEvents(() => void client.invalidateQueries({ queryKey: ['/api/v1/auth/me'] })),
  );
  useEffect(() => {
    events.open();
    return () => events.close();
  }, [events]);
  return <LiveContext value={events}>{children}</LiveContext>;
}

function useLive(): LiveEvents {
  const events = useContext(LiveContext);
  if (!events) throw new Error('live events are used outside LiveProvider');
  return events;
}

/** Calls back with what happens to runs, some three times a second at most. */
export function useRunEvents(hear: (events: readonly RunEvent[]) => void): void {
  const live = useLive();
  const heard = useEffectEvent(hear);
  useEffect(() => live.hear((events) => heard(events)), [live]);
}

/** Whether events arrive. */
export function useConnection(): Connection {
  const live = useLive();
  return useSyncExternalStore(live.watch, live.connection);
}

/** Reads queries again a moment after something happened to runs, but no more often than every so many ms. */
export function useRefreshOnEvents(paths: readonly string[], pause = 2_000): void {
  const client = useQueryClient();
  const last = useRef(0);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  useRunEvents(() => {
    waiting.current ??= setTimeout(
      () => {
        waiting.current = undefined;
        last.current = Date.now();
        for (const path of paths) void client.invalidateQueries({ queryKey: [path] });
      },
      Math.max(0, last.current + pause - Date.now()),
    );
  });
}
