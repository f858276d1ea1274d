import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';
import type { Language } from '../../documents/index.js';
import { MayBeLeftOut } from '../../http/index.js';
import { ListFileFormat } from '../../lists/index.js';

const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

/** Of which import, and as what kind of file. */
export class TemplatePath extends ListFileFormat {
  @ApiProperty({ example: 'contracts' })
  @IsString()
  kind: string;
}

/** How a file to begin with is to be. */
export class TemplateQuery {
  @ApiPropertyOptional({ enum: LANGUAGES, description: 'Of the headings; default: MALLKEEPER_LANGUAGE' })
  @MayBeLeftOut()
  @IsIn(LANGUAGES, { message: 'write zh or en' })
  language?: Language;
}
