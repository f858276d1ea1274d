import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { AuthModule } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ImportsModule, uploadFolder } from '../imports/index.js';
import { ListsModule } from '../lists/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { TaskQueue } from '../tasks/index.js';
import { ContractDocuments } from './contract-documents.js';
import { ContractDocumentsController } from './contract-documents.controller.js';
import { ContractEndings } from './contract-endings.js';
import { ContractExpiry } from './contract-expiry.js';
import { ContractHistory } from './contract-history.js';
import { ContractImport } from './contract-import.js';
import { ContractLife } from './contract-life.js';
import { ContractRenewal } from './contract-renewal.js';
import { ContractTermination } from './contract-termination.js';
import { ContractQueries } from './contract-queries.js';
import { ContractService } from './contract.service.js';
import { ContractsController } from './contracts.controller.js';
import { StoreFilesController } from './files.controller.js';
import { Managers } from './managers.js';
import { RenewalReminders } from './renewal-reminders.js';
import { ShopImport } from './shop-import.js';
import { ShopService } from './shop.service.js';
import { ShopsController } from './shops.controller.js';
import { StoreProcessor } from './store.processor.js';

/** Leasing: shops, the contracts that let them, and the tenants. */
@Module({
  imports: [
    TaskQueue.register('store'),
    AuthModule,
    ImportsModule,
    ListsModule,
    NotificationsModule,
    MulterModule.registerAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({ dest: uploadFolder(settings.MALLKEEPER_DATA_DIR) }),
    }),
  ],
  controllers: [ShopsController, ContractsController, ContractDocumentsController, StoreFilesController],
  providers: [
    ContractDocuments,
    ContractEndings,
    ContractExpiry,
    ContractHistory,
    ContractImport,
    ContractLife,
    ContractRenewal,
    ContractQueries,
    ContractService,
    ContractTermination,
    Managers,
    RenewalReminders,
    ShopImport,
    ShopService,
    StoreProcessor,
  ],
  exports: [
    ContractEndings,
    ContractLife,
    ContractRenewal,
    ContractService,
    ContractTermination,
    Managers,
    ShopService,
  ],
})
export class StoreModule {}
