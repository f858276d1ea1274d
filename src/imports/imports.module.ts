import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { AuthModule } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ImportKinds } from './import-kinds.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { uploadFolder } from './upload.js';

/** Reads files; what is in them belongs to the modules that register an import of it. */
@Module({
  imports: [
    AuthModule,
    MulterModule.registerAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({ dest: uploadFolder(settings.MALLKEEPER_DATA_DIR) }),
    }),
  ],
  controllers: [ImportsController],
  providers: [ImportKinds, ImportsService],
  exports: [ImportKinds, ImportsService],
})
export class ImportsModule {}
