import { ApiSchema } from '@nestjs/swagger';

/** Expiring takes no options: the mall's today settles it. */
@ApiSchema({ description: "No options: the mall's today settles which contracts are over" })
export class ExpireContractsInput {}
