import { Button, Result, Spin } from 'antd';
import { Link, useRouteError } from 'react-router';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

export function NotFound() {
  const t = useTexts(texts);
  return (
    <Result
      status="404"
      title={<h1 style={{ fontSize: 22 }}>{t.notFound}</h1>}
      extra={<Link to="/">{t.home}</Link>}
    />
  );
}

/** Of a page that the role of whoever is signed in does not permit. */
export function Forbidden() {
  const t = useTexts(texts);
  return (
    <Result
      status="403"
      title={<h1 style={{ fontSize: 22 }}>{t.forbidden}</h1>}
      subTitle={t.forbiddenAbout}
      extra={<Link to="/">{t.home}</Link>}
    />
  );
}

/** Of a page whose code could not be loaded (as after an update of the server), or that threw. */
export function PageBroken() {
  const t = useTexts(texts);
  const error = useRouteError();
  return (
    <Result
      status="error"
      title={t.broken}
      subTitle={error instanceof Error ? error.message : String(error)}
      extra={<Button onClick={() => window.location.reload()}>{t.reload}</Button>}
    />
  );
}

/** Until the first page has come. */
export function Waiting() {
  return <Spin fullscreen />;
}
