import { App } from 'antd';
import { createBrowserRouter, type RouteObject } from 'react-router';
import type { Permission } from '../access/permissions';
import { NotFound, PageBroken, Waiting } from './failures';
import type { Handle } from './routes-access';
import { Shell } from './Shell';

/** A page comes when it is gone to; each file exports it as `Component`. The permission is what it takes to see it. */
function page(path: string, load: NonNullable<RouteObject['lazy']>, permission?: Permission): RouteObject {
  return {
    path,
    lazy: load,
    ErrorBoundary: PageBroken,
    ...(permission && { handle: { permission } satisfies Handle }),
  };
}

/** Messages and questions (`App.useApp()`) are shown inside the router, so that there can be links in them. */
function Frame() {
  return (
    <App component={false}>
      <Shell />
    </App>
  );
}

export const router = createBrowserRouter([
  {
    path: '/',
    Component: Frame,
    HydrateFallback: Waiting,
    ErrorBoundary: PageBroken,
    children: [
      page('', () => import('../pages/overview/OverviewPage'), 'platform.read'),
      page('runs', () => import('../pages/runs/RunsPage'), 'platform.read'),
      page('runs/:id', () => import('../pages/runs/RunPage'), 'platform.read'),
      page('tasks', () => import('../pages/tasks/TasksPage'), 'platform.read'),
      page('tasks/:name', () => import('../pages/tasks/TaskPage'), 'platform.read'),
      page('schedules', () => import('../pages/schedules/SchedulesPage'), 'platform.read'),
      page('schedules/week', () => import('../pages/schedules/WeekPage'), 'platform.read'),
      page('schedules/:name', () => import('../pages/schedules/SchedulePage'), 'platform.read'),
      page('workers', () => import('../pages/workers/WorkersPage'), 'platform.read'),
      page('shops', () => import('../pages/shops/ShopsPage'), 'mall.read'),
      page('shops/:id', () => import('../pages/shops/ShopPage'), 'mall.read'),
      page('contracts', () => import('../pages/contracts/ContractsPage'), 'mall.read'),
      page('contracts/:id', () => import('../pages/contracts/ContractPage'), 'mall.read'),
      page('bills', () => import('../pages/bills/BillsPage'), 'mall.read'),
      page('bills/:id', () => import('../pages/bills/BillPage'), 'mall.read'),
      page('ageing', () => import('../pages/ageing/AgeingPage'), 'mall.read'),
      page('payments', () => import('../pages/payments/PaymentsPage'), 'mall.read'),
      page('payments/:id', () => import('../pages/payments/PaymentPage'), 'mall.read'),
      page('tenants', () => import('../pages/tenants/TenantsPage'), 'mall.read'),
      page('tenants/:id', () => import('../pages/tenants/TenantPage'), 'mall.read'),
      page('notices', () => import('../pages/notices/NoticesPage'), 'mall.read'),
      page('templates', () => import('../pages/templates/TemplatesPage'), 'mall.read'),
      page('reports', () => import('../pages/reports/ReportsPage'), 'mall.read'),
      page('imports', () => import('../pages/imports/ImportsPage'), 'imports.run'),
      page('backups', () => import('../pages/backups/BackupsPage'), 'platform.read'),
      page('settings', () => import('../pages/settings/SettingsPage'), 'platform.read'),
      page('audit', () => import('../pages/audit/AuditPage'), 'audit.read'),
      page('users', () => import('../pages/users/UsersPage'), 'users.manage'),
      page('users/:username', () => import('../pages/users/UserPage'), 'users.manage'),
      page('keys', () => import('../pages/keys/KeysPage'), 'keys.manage'),
      page('account', () => import('../pages/account/AccountPage')),
      { path: '*', Component: NotFound },
    ],
  },
]);
