import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ImportsModule } from '../imports/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { TaskQueue } from '../tasks/index.js';
import { ContractEndings } from './contract-endings.js';
import { ContractImport } from './contract-import.js';
import { ContractLife } from './contract-life.js';
import { ContractService } from './contract.service.js';
import { ContractsController } from './contracts.controller.js';
import { Managers } from './managers.js';
import { RenewalReminders } from './renewal-reminders.js';
import { ShopImport } from './shop-import.js';
import { ShopService } from './shop.service.js';
import { ShopsController } from './shops.controller.js';
import { StoreProcessor } from './store.processor.js';

/** Leasing: shops, the contracts that let them, and the tenants. */
@Module({
  imports: [TaskQueue.register('store'), AuthModule, ImportsModule, NotificationsModule],
  controllers: [ShopsController, ContractsController],
  providers: [
    ContractEndings,
    ContractImport,
    ContractLife,
    ContractService,
    Managers,
    RenewalReminders,
    ShopImport,
    ShopService,
    StoreProcessor,
  ],
  exports: [ContractEndings, ContractLife, ContractService, Managers, ShopService],
})
export class StoreModule {}
