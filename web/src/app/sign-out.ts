import type { QueryClient } from '@tanstack/react-query';
import { api } from '../api/client';

/** Ends the session, and forgets what it has read. */
export async function signOut(client: QueryClient): Promise<void> {
  await api.POST('/api/v1/auth/logout');
  client.clear();
  window.location.assign('/');
}
