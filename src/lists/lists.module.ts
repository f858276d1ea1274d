import { Module } from '@nestjs/common';
import { ListFiles } from './list-files.js';

/** What all lists have in common: filters, orders, and whole lists as files. */
@Module({ providers: [ListFiles], exports: [ListFiles] })
export class ListsModule {}
