import { createBrowserRouter, type RouteObject } from 'react-router';
import { NotFound, PageBroken, Waiting } from './failures';
import { Shell } from './Shell';

/** A page comes when it is gone to; each file exports it as `Component`. */
function page(path: string, load: NonNullable<RouteObject['lazy']>): RouteObject {
  return { path, lazy: load, ErrorBoundary: PageBroken };
}

export const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    HydrateFallback: Waiting,
    ErrorBoundary: PageBroken,
    children: [
      page('', () => import('../pages/overview/OverviewPage')),
      page('runs', () => import('../pages/runs/RunsPage')),
      page('runs/:id', () => import('../pages/runs/RunPage')),
      page('tasks', () => import('../pages/tasks/TasksPage')),
      page('tasks/:name', () => import('../pages/tasks/TaskPage')),
      page('schedules', () => import('../pages/schedules/SchedulesPage')),
      page('schedules/week', () => import('../pages/schedules/WeekPage')),
      page('schedules/:name', () => import('../pages/schedules/SchedulePage')),
      page('workers', () => import('../pages/workers/WorkersPage')),
      page('shops', () => import('../pages/shops/ShopsPage')),
      page('shops/:id', () => import('../pages/shops/ShopPage')),
      page('contracts', () => import('../pages/contracts/ContractsPage')),
      page('contracts/:id', () => import('../pages/contracts/ContractPage')),
      page('bills', () => import('../pages/bills/BillsPage')),
      page('bills/:id', () => import('../pages/bills/BillPage')),
      page('payments', () => import('../pages/payments/PaymentsPage')),
      page('payments/:id', () => import('../pages/payments/PaymentPage')),
      page('tenants', () => import('../pages/tenants/TenantsPage')),
      page('tenants/:id', () => import('../pages/tenants/TenantPage')),
      page('notices', () => import('../pages/notices/NoticesPage')),
      page('templates', () => import('../pages/templates/TemplatesPage')),
      page('reports', () => import('../pages/reports/ReportsPage')),
      page('imports', () => import('../pages/imports/ImportsPage')),
      page('backups', () => import('../pages/backups/BackupsPage')),
      page('settings', () => import('../pages/settings/SettingsPage')),
      page('audit', () => import('../pages/audit/AuditPage')),
      { path: '*', Component: NotFound },
    ],
  },
]);
