/** Who may do what, as the server has it. */
export {
  ALL_PERMISSIONS,
  type Permission,
  PERMISSIONS,
  ROLE_NAMES,
  type RoleName,
  ROLES,
} from '../../../src/auth/permissions';
