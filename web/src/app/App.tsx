import { QueryClientProvider } from '@tanstack/react-query';
import { Result, Spin } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { RouterProvider } from 'react-router';
import { onSignedOut } from '../api/client';
import { makeQueryClient, useUser } from '../api/queries';
import { keepSession } from '../api/session';
import { LiveProvider } from '../live/LiveProvider';
import { ProblemAlert } from '../parts/ProblemAlert';
import { LanguageProvider } from '../texts/language';
import { NewPassword } from './NewPassword';
import { router } from './routes';
import { SignIn } from './SignIn';
import { ThemeProvider } from './theme';

/** Everything: languages, colours, the API's answers, and the pages for whoever is signed in. */
export function App() {
  const [client] = useState(makeQueryClient);
  useEffect(
    () => onSignedOut(() => void client.invalidateQueries({ queryKey: ['/api/v1/auth/me'] })),
    [client],
  );
  return (
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={client}>
          <Door />
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  );
}

/** Whoever is not signed in gets no further; the address is kept, so that one arrives where one wanted to. */
function Door() {
  const { data: user, error, isPending, refetch } = useUser();
  const isIn = Boolean(user);
  const askAgain = useEffectEvent(() => void refetch());
  useEffect(() => (isIn ? keepSession(() => askAgain()) : undefined), [isIn]);
  if (isPending) return <Spin fullscreen />;
  if (error && user === undefined) {
    return <Result icon={null} title={<ProblemAlert error={error} onRetry={() => void refetch()} />} />;
  }
  if (!user) return <SignIn />;
  if (user.mustChangePassword) return <NewPassword username={user.username} />;
  return (
    <LiveProvider>
      <RouterProvider router={router} />
    </LiveProvider>
  );
}
