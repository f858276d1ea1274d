export { Public } from '../http/index.js';
export { AdministratorAccount, type EnsuredAdministrator } from './administrator-account.js';
export { AuditLog, type NewAuditEntry } from './audit-log.js';
export { AuthModule } from './auth.module.js';
export { bearerToken } from './bearer-token.js';
export { CurrentUser } from './current-user.decorator.js';
export { Sessions } from './sessions.js';
export { SignInLimit } from './sign-in-limit.js';
export { User } from './user.js';
