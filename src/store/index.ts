export { ContractEndings, type ContractEndingListener, type EarlyEnding } from './contract-endings.js';
export { ContractLife, type Remarks } from './contract-life.js';
export { ContractRenewal } from './contract-renewal.js';
export { ContractTermination } from './contract-termination.js';
export { ContractService } from './contract.service.js';
export {
  BILLING_CYCLES,
  CONTRACT_STATUSES,
  OCCUPYING,
  type BillingCycle,
  type ContractStatus,
} from './contract-status.js';
export { LAST_RENT } from './contract-rent.js';
export { isShownAs, shownStatus } from './contract-status-shown.js';
export { IS_RENEWED } from './contract-successor.js';
export { Contract } from './dto/contract.js';
export { Shop } from './dto/shop.js';
export { Managers, type Manager } from './managers.js';
export { ShopService } from './shop.service.js';
export { StoreModule } from './store.module.js';
export {
  expireContracts,
  sendRenewalReminders,
  type ExpireContractsResult,
  type RenewalRemindersResult,
} from './store.tasks.js';
export { type TenantRange, tenantRanges } from './tenant-ranges.js';
