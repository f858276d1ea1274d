import {
  AlertOutlined,
  AuditOutlined,
  BellOutlined,
  CalendarOutlined,
  ClusterOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FileTextOutlined,
  FormOutlined,
  ImportOutlined,
  LineChartOutlined,
  ProfileOutlined,
  SettingOutlined,
  ShopOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  WalletOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { texts } from './texts';

export type PageName = keyof (typeof texts)['zh']['pages'];

interface NavigationGroup {
  readonly name: keyof (typeof texts)['zh']['groups'];
  readonly pages: readonly { readonly name: PageName; readonly path: string; readonly icon: ReactNode }[];
}

/** The menu, from top to bottom. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    name: 'operate',
    pages: [
      { name: 'overview', path: '/', icon: <DashboardOutlined /> },
      { name: 'runs', path: '/runs', icon: <ThunderboltOutlined /> },
      { name: 'tasks', path: '/tasks', icon: <ProfileOutlined /> },
      { name: 'schedules', path: '/schedules', icon: <CalendarOutlined /> },
      { name: 'workers', path: '/workers', icon: <ClusterOutlined /> },
    ],
  },
  {
    name: 'mall',
    pages: [
      { name: 'shops', path: '/shops', icon: <ShopOutlined /> },
      { name: 'contracts', path: '/contracts', icon: <FormOutlined /> },
      { name: 'bills', path: '/bills', icon: <FileTextOutlined /> },
      { name: 'payments', path: '/payments', icon: <WalletOutlined /> },
      { name: 'tenants', path: '/tenants', icon: <TeamOutlined /> },
      { name: 'notices', path: '/notices', icon: <BellOutlined /> },
      { name: 'templates', path: '/templates', icon: <AlertOutlined /> },
      { name: 'reports', path: '/reports', icon: <LineChartOutlined /> },
      { name: 'imports', path: '/imports', icon: <ImportOutlined /> },
    ],
  },
  {
    name: 'system',
    pages: [
      { name: 'backups', path: '/backups', icon: <DatabaseOutlined /> },
      { name: 'settings', path: '/settings', icon: <SettingOutlined /> },
      { name: 'audit', path: '/audit', icon: <AuditOutlined /> },
    ],
  },
];
