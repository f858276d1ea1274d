import {
  AlertOutlined,
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  CalendarOutlined,
  ClusterOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FileTextOutlined,
  FormOutlined,
  IdcardOutlined,
  ImportOutlined,
  KeyOutlined,
  LineChartOutlined,
  ProfileOutlined,
  SettingOutlined,
  ShopOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UserOutlined,
  WalletOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Permission } from '../access/permissions';
import type { texts } from './texts';

export type PageName = keyof (typeof texts)['zh']['pages'];

interface NavigationGroup {
  readonly name: keyof (typeof texts)['zh']['groups'];
  readonly pages: readonly NavigationPage[];
}

interface NavigationPage {
  readonly name: PageName;
  readonly path: string;
  readonly icon: ReactNode;
  /** What it takes to see it; undefined: anybody may. */
  readonly permission?: Permission;
}

/** Whether a page is for whoever may do these things. */
export function isShown({ permission }: NavigationPage, may: (permission: Permission) => boolean): boolean {
  return permission === undefined || may(permission);
}

/** The menu, from top to bottom. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    name: 'operate',
    pages: [
      { name: 'overview', path: '/', icon: <DashboardOutlined />, permission: 'platform.read' },
      { name: 'runs', path: '/runs', icon: <ThunderboltOutlined />, permission: 'platform.read' },
      { name: 'tasks', path: '/tasks', icon: <ProfileOutlined />, permission: 'platform.read' },
      { name: 'schedules', path: '/schedules', icon: <CalendarOutlined />, permission: 'platform.read' },
      { name: 'workers', path: '/workers', icon: <ClusterOutlined />, permission: 'platform.read' },
    ],
  },
  {
    name: 'mall',
    pages: [
      { name: 'shops', path: '/shops', icon: <ShopOutlined />, permission: 'mall.read' },
      { name: 'contracts', path: '/contracts', icon: <FormOutlined />, permission: 'mall.read' },
      { name: 'bills', path: '/bills', icon: <FileTextOutlined />, permission: 'mall.read' },
      { name: 'ageing', path: '/ageing', icon: <BarChartOutlined />, permission: 'mall.read' },
      { name: 'payments', path: '/payments', icon: <WalletOutlined />, permission: 'mall.read' },
      { name: 'tenants', path: '/tenants', icon: <TeamOutlined />, permission: 'mall.read' },
      { name: 'notices', path: '/notices', icon: <BellOutlined />, permission: 'mall.read' },
      { name: 'templates', path: '/templates', icon: <AlertOutlined />, permission: 'mall.read' },
      { name: 'reports', path: '/reports', icon: <LineChartOutlined />, permission: 'mall.read' },
      { name: 'imports', path: '/imports', icon: <ImportOutlined />, permission: 'imports.run' },
    ],
  },
  {
    name: 'system',
    pages: [
      { name: 'backups', path: '/backups', icon: <DatabaseOutlined />, permission: 'platform.read' },
      { name: 'settings', path: '/settings', icon: <SettingOutlined />, permission: 'platform.read' },
      { name: 'users', path: '/users', icon: <UserOutlined />, permission: 'users.manage' },
      { name: 'keys', path: '/keys', icon: <KeyOutlined />, permission: 'keys.manage' },
      { name: 'audit', path: '/audit', icon: <AuditOutlined />, permission: 'audit.read' },
      { name: 'account', path: '/account', icon: <IdcardOutlined /> },
    ],
  },
];
