export {
  BadCell,
  date,
  decimal,
  email,
  money,
  month,
  oneOf,
  text,
  wholeNumber,
  type CellType,
} from './cell-types.js';
export { headingsOfMore, headingWords } from './heading-words.js';
export type { ImportColumn, ImportCounts, ImportKind, ImportOptions, StagedImport } from './import-kind.js';
export { ImportKinds } from './import-kinds.js';
export { ImportsModule } from './imports.module.js';
export {
  describeRowFault,
  ImportRefusedProblem,
  MAX_ERRORS,
  UnusableFileProblem,
  type ImportReport,
  type RowFault,
} from './import-problems.js';
export { ImportsService } from './imports.service.js';
export { uploadFolder } from './upload.js';
