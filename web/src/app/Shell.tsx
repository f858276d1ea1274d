import {
  ApiOutlined,
  IdcardOutlined,
  LogoutOutlined,
  MenuFoldOutlined,
  MenuOutlined,
  MenuUnfoldOutlined,
  SearchOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import {
  Badge,
  Button,
  Drawer,
  Flex,
  Grid,
  Layout,
  Menu,
  Popover,
  Spin,
  theme,
  Tooltip,
  Typography,
} from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, Outlet, useLocation, useMatches, useNavigation } from 'react-router';
import { useMayAll } from '../access/May';
import { useAbout, useUser } from '../api/queries';
import { useLanguage } from '../texts/language';
import { ROLES } from '../access/permissions';
import { useConnection } from '../live/LiveProvider';
import { useMallZone } from '../parts/times';
import { setPickerZone } from '../parts/wall-time';
import { useTexts } from '../texts/texts';
import { Forbidden } from './failures';
import { isShown, NAVIGATION } from './pages';
import { BrightnessSwitch, LanguageSwitch } from './preferences';
import { neededFor } from './routes-access';
import { signOut } from './sign-out';
import { texts } from './texts';

const SearchEverywhere = lazy(() => import('./SearchEverywhere'));

/** The frame around all pages: menu, search, account. */
export function Shell() {
  const t = useTexts(texts);
  const wide = Grid.useBreakpoint().lg ?? true;
  const { token } = theme.useToken();
  const [folded, setFolded] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const [searching, setSearching] = useState(false);
  const going = useNavigation().state !== 'idle';
  setPickerZone(useMallZone());

  useEffect(() => {
    document.body.style.background = token.colorBgLayout;
  }, [token.colorBgLayout]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setSearching(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <Layout style={{ minHeight: '100%' }}>
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      {wide ? (
        <Layout.Sider
          theme="light"
          width={208}
          collapsedWidth={56}
          collapsed={folded}
          style={{
            position: 'sticky',
            top: 0,
            height: '100vh',
            overflow: 'auto',
            borderInlineEnd: `1px solid ${token.colorBorderSecondary}`,
          }}
        >
          <Brand folded={folded} />
          <Navigation folded={folded} />
        </Layout.Sider>
      ) : (
        <Drawer
          open={menuOpen}
          onClose={() => setMenuOpen(false)}
          placement="left"
          size={260}
          title={t.product}
          styles={{ body: { padding: 0 } }}
        >
          <Navigation folded={false} onGo={() => setMenuOpen(false)} />
        </Drawer>
      )}
      <Layout>
        <Layout.Header
          style={{
            position: 'sticky',
            top: 0,
            zIndex: 10,
            display: 'flex',
            alignItems: 'center',
            gap: 8,
            background: token.colorBgContainer,
            borderBlockEnd: `1px solid ${token.colorBorderSecondary}`,
          }}
        >
          <Button
            type="text"
            aria-label={t.menu}
            aria-expanded={wide ? !folded : menuOpen}
            icon={wide ? folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined /> : <MenuOutlined />}
            onClick={() => (wide ? setFolded(!folded) : setMenuOpen(true))}
          />
          <Button
            icon={<SearchOutlined />}
            {...(!wide && { 'aria-label': t.search })}
            aria-keyshortcuts="Control+K"
            onClick={() => setSearching(true)}
          >
            {wide && (
              <>
                {t.search}
                <Typography.Text keyboard style={{ marginInlineStart: 12 }}>
                  Ctrl K
                </Typography.Text>
              </>
            )}
          </Button>
          <div style={{ flex: 1 }} />
          {going && <Spin size="small" />}
          <LiveState />
          <Account />
        </Layout.Header>
        <Layout.Content
          id="content"
          tabIndex={-1}
          style={{ padding: wide ? 20 : 12, minWidth: 0, outline: 'none' }}
          role="main"
        >
          <Permitted />
        </Layout.Content>
      </Layout>
      <Suspense fallback={null}>
        {searching && <SearchEverywhere onClose={() => setSearching(false)} />}
      </Suspense>
    </Layout>
  );
}

/** The page, or that it is not for whoever asks. */
function Permitted() {
  const may = useMayAll();
  const needed = useMatches().flatMap(({ handle }) => neededFor(handle));
  return needed.every(may) ? <Outlet /> : <Forbidden />;
}

function Brand({ folded }: { readonly folded: boolean }) {
  const t = useTexts(texts);
  return (
    <Link to="/" aria-label={t.product} style={{ color: 'inherit' }}>
      <Flex align="center" gap={10} style={{ height: 52, paddingInline: 16 }}>
        <img src="/icon.svg" width={24} height={24} alt="" />
        {!folded && <Typography.Text strong>{t.product}</Typography.Text>}
      </Flex>
    </Link>
  );
}

function Navigation({ folded, onGo }: { readonly folded: boolean; readonly onGo?: () => void }) {
  const t = useTexts(texts);
  const { pathname } = useLocation();
  const may = useMayAll();
  const here = NAVIGATION.flatMap(({ pages }) => pages)
    .filter(({ path }) =>
      path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`),
    )
    .map(({ name }) => name);
  return (
    <nav aria-label={t.menu}>
      <Menu
        mode="inline"
        onClick={onGo}
        inlineCollapsed={folded}
        selectedKeys={here}
        style={{ borderInlineEnd: 0 }}
        items={NAVIGATION.map(({ name, pages }) => ({
          key: `group-${name}`,
          type: 'group',
          label: folded ? null : t.groups[name],
          children: pages
            .filter((each) => isShown(each, may))
            .map((each) => ({
              key: each.name,
              icon: each.icon,
              label: <Link to={each.path}>{t.pages[each.name]}</Link>,
            })),
        }))}
      />
    </nav>
  );
}

/** Whether what is shown keeps up with what happens. */
function LiveState() {
  const t = useTexts(texts);
  const connection = useConnection();
  const status = { open: 'success', connecting: 'processing', lost: 'error' } as const;
  return (
    <Tooltip title={t.connection[connection]}>
      <span role="status" aria-label={t.connection[connection]} data-connection={connection}>
        <Badge status={status[connection]} text={connection === 'lost' ? t.connection.lost : undefined} />
      </span>
    </Tooltip>
  );
}

function Account() {
  const t = useTexts(texts);
  const { data: user } = useUser();
  const { data: about } = useAbout();
  const client = useQueryClient();
  const { language } = useLanguage();
  const [open, setOpen] = useState(false);

  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={user?.name ?? user?.username}
      content={
        <Flex vertical gap="small" style={{ minWidth: 220 }}>
          {user && <Typography.Text type="secondary">{ROLES[user.role].title[language]}</Typography.Text>}
          <Link to="/account" onClick={() => setOpen(false)}>
            <IdcardOutlined /> {t.pages.account}
          </Link>
          <LanguageSwitch />
          <BrightnessSwitch />
          <Typography.Link href="/docs" target="_blank" rel="noreferrer">
            <ApiOutlined /> {t.apiDocs}
          </Typography.Link>
          {about && (
            <Typography.Text type="secondary">
              {t.product} {about.version} · {about.timezone}
            </Typography.Text>
          )}
          <Button icon={<LogoutOutlined />} onClick={() => void signOut(client)}>
            {t.signOut}
          </Button>
        </Flex>
      }
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t.account} />
    </Popover>
  );
}
