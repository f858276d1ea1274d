import { type ReactNode, useEffect, useRef } from 'react';

/** What Ant Design's tables scroll in. */
const SCROLLERS = '.ant-table-content, .ant-table-body';

/** Lets tables in it be scrolled with the keyboard too: the browser scrolls what has the focus. */
export function KeyboardScroll({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const scroller of frame.current?.querySelectorAll<HTMLElement>(SCROLLERS) ?? [])
      scroller.tabIndex = 0;
  });
  return <div ref={frame}>{children}</div>;
}
