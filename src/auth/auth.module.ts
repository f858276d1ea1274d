import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ListsModule } from '../lists/index.js';
import { AdministratorAccount } from './administrator-account.js';
import { AuditController } from './audit.controller.js';
import { AuditLog } from './audit-log.js';
import { AuthController } from './auth.controller.js';
import { Sessions } from './sessions.js';
import { SignInLimit } from './sign-in-limit.js';
import { SignInService } from './sign-in.service.js';
import { TokenGuard } from './token.guard.js';

/** Who may use the program, and who did what with it. Its guard stands before the routes of all modules. */
@Module({
  imports: [ListsModule],
  controllers: [AuthController, AuditController],
  providers: [
    AdministratorAccount,
    AuditLog,
    Sessions,
    SignInLimit,
    SignInService,
    { provide: APP_GUARD, useClass: TokenGuard },
  ],
  exports: [AdministratorAccount, AuditLog, Sessions, SignInLimit],
})
export class AuthModule {}
