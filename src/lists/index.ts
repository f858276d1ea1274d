export { beginningWith, Conditions } from './conditions.js';
export { ListFileFormat, type ListFormat } from './dto/file-format.js';
export type { ListColumn, Words } from './list-column.js';
export { AnswersWithListFile } from './list-file.decorator.js';
export { type ListFile, ListFiles } from './list-files.js';
export type { ListStatement } from './list-rows.js';
export { ListsModule } from './lists.module.js';
export { Order, type SortKey } from './order.js';
export { pageRows } from './page-rows.js';
