import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ImportsModule } from '../imports/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { StoreModule } from '../store/index.js';
import { TaskQueue } from '../tasks/index.js';
import { Arrears } from './arrears.js';
import { BillService } from './bill.service.js';
import { BillsController } from './bills.controller.js';
import { Collections } from './collections.js';
import { FinanceFigures } from './finance-figures.js';
import { FinanceProcessor } from './finance.processor.js';
import { MonthlyAccounts } from './monthly-accounts.js';
import { OverdueAlerts } from './overdue-alerts.js';
import { PaymentImport } from './payment-import.js';
import { PaymentReminders } from './payment-reminders.js';
import { PaymentService } from './payment.service.js';
import { PaymentsController } from './payments.controller.js';

/** Billing and collection: bills, payments, reminders and arrears. */
@Module({
  imports: [
    TaskQueue.register('finance'),
    AuthModule,
    ImportsModule,
    NotificationsModule,
    SchedulesModule,
    StoreModule,
  ],
  controllers: [BillsController, PaymentsController],
  providers: [
    Arrears,
    BillService,
    Collections,
    FinanceFigures,
    FinanceProcessor,
    MonthlyAccounts,
    OverdueAlerts,
    PaymentImport,
    PaymentReminders,
    PaymentService,
  ],
  exports: [Arrears, FinanceFigures],
})
export class FinanceModule {}
