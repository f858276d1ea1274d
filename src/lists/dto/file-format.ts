import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

/** The kinds of file that a list is given as. */
export const LIST_FORMATS = ['csv', 'xlsx'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** The ending of the path of a list's file. */
export class ListFileFormat {
  @ApiProperty({ enum: LIST_FORMATS, example: 'csv', description: 'What kind of file' })
  @IsIn(LIST_FORMATS, { message: 'write csv or xlsx' })
  format: ListFormat;
}
