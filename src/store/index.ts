export { ContractLife } from './contract-life.js';
export { ContractService } from './contract.service.js';
export {
  BILLING_CYCLES,
  CONTRACT_STATUSES,
  OCCUPYING,
  type BillingCycle,
  type ContractStatus,
} from './contract-status.js';
export { HAS_SUCCESSOR } from './contract-successor.js';
export { Contract } from './dto/contract.js';
export { Shop } from './dto/shop.js';
export { Managers, type Manager } from './managers.js';
export { ShopService } from './shop.service.js';
export { StoreModule } from './store.module.js';
export { sendRenewalReminders, type RenewalRemindersResult } from './store.tasks.js';
export { type TenantRange, tenantRanges } from './tenant-ranges.js';
