import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ListsModule } from '../lists/index.js';
import { AccessGuard } from './access.guard.js';
import { AdministratorAccount } from './administrator-account.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.js';
import { AuditController } from './audit.controller.js';
import { AuditLog } from './audit-log.js';
import { AuthController } from './auth.controller.js';
import { Callers } from './callers.js';
import { DeclaredAccess } from './declared-access.js';
import { OidcAccounts } from './oidc/oidc-accounts.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcProvider } from './oidc/oidc-provider.js';
import { OidcSignIns } from './oidc/oidc-sign-ins.js';
import { RequestLimit } from './request-limit.js';
import { Sessions } from './sessions.js';
import { SignInLimit } from './sign-in-limit.js';
import { SignInService } from './sign-in.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Who may use the program, and who did what with it. Its guard stands before the routes of all modules. */
@Module({
  imports: [DiscoveryModule, ListsModule],
  controllers: [AuthController, OidcController, UsersController, ApiKeysController, AuditController],
  providers: [
    AdministratorAccount,
    ApiKeys,
    AuditLog,
    Callers,
    DeclaredAccess,
    OidcAccounts,
    OidcProvider,
    OidcSignIns,
    RequestLimit,
    Sessions,
    SignInLimit,
    SignInService,
    UsersService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AdministratorAccount, ApiKeys, AuditLog, Callers, Sessions, SignInLimit, UsersService],
})
export class AuthModule {}
