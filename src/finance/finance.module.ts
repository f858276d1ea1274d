import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ImportsModule } from '../imports/index.js';
import { ListsModule } from '../lists/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { StoreModule } from '../store/index.js';
import { TaskQueue } from '../tasks/index.js';
import { AgeingController } from './ageing.controller.js';
import { AgeingReports } from './ageing.js';
import { Allocations } from './allocations.js';
import { Arrears } from './arrears.js';
import { BillService } from './bill.service.js';
import { BillsController } from './bills.controller.js';
import { ContractSearch } from './contract-search.js';
import { CreditNotes } from './credit-notes.js';
import { CreditNotesController } from './credit-notes.controller.js';
import { Collections } from './collections.js';
import { FinanceFilesController } from './files.controller.js';
import { FinanceFigures } from './finance-figures.js';
import { FinanceProcessor } from './finance.processor.js';
import { LateFees } from './late-fees.js';
import { MonthlyAccounts } from './monthly-accounts.js';
import { OneOffCharges } from './one-off-charges.js';
import { OverdueAlerts } from './overdue-alerts.js';
import { Papers } from './papers.js';
import { PaymentCorrections } from './payment-corrections.js';
import { PaymentImport } from './payment-import.js';
import { PaymentReminders } from './payment-reminders.js';
import { PaymentQueries } from './payment-queries.js';
import { PaymentService } from './payment.service.js';
import { PaymentsController } from './payments.controller.js';
import { Reconciliation } from './reconciliation.js';
import { Settlement } from './settlement.js';
import { TenantAccounts } from './tenant-accounts.js';
import { TenantCredit } from './tenant-credit.js';
import { TenantsController } from './tenants.controller.js';
import { TerminationCredit } from './termination-credit.js';

/** Billing and collection: bills, payments, reminders and arrears. */
@Module({
  imports: [
    TaskQueue.register('finance'),
    AuthModule,
    ImportsModule,
    ListsModule,
    NotificationsModule,
    SchedulesModule,
    StoreModule,
  ],
  controllers: [
    AgeingController,
    BillsController,
    CreditNotesController,
    FinanceFilesController,
    PaymentsController,
    TenantsController,
  ],
  providers: [
    AgeingReports,
    Allocations,
    Arrears,
    BillService,
    ContractSearch,
    CreditNotes,
    Collections,
    FinanceFigures,
    FinanceProcessor,
    LateFees,
    MonthlyAccounts,
    OneOffCharges,
    OverdueAlerts,
    Papers,
    PaymentCorrections,
    PaymentImport,
    PaymentReminders,
    PaymentQueries,
    PaymentService,
    Reconciliation,
    Settlement,
    TenantAccounts,
    TenantCredit,
    TerminationCredit,
  ],
  exports: [Arrears, Collections, FinanceFigures, Reconciliation],
})
export class FinanceModule {}
