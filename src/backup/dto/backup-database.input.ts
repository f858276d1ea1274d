import { ApiSchema } from '@nestjs/swagger';

/** A backup takes no options: it always holds the whole database. */
@ApiSchema({ description: 'No options: a backup always holds the whole database' })
export class BackupDatabaseInput {}
