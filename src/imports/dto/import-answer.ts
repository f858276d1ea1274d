import { ApiProperty } from '@nestjs/swagger';
import type { ImportReport, RowFault } from '../import-problems.js';

/** One thing wrong with a row, as REST shows it. */
class RowFaultAnswer implements RowFault {
  @ApiProperty({ example: 7, description: 'As a spreadsheet counts; the heading is row 1' })
  row: number;

  @ApiProperty({ example: 'due_day', description: 'The English heading' })
  column: string;

  @ApiProperty({ example: '35', description: 'What the cell held' })
  value: string;

  @ApiProperty({ example: 'is not a whole number from 1 to 31', description: 'What would be right' })
  message: string;
}

/** What became of a file, as REST shows it. */
export class ImportAnswer implements ImportReport {
  @ApiProperty({ example: 'contracts', description: 'What was imported' })
  kind: string;

  @ApiProperty({ example: 300, description: 'Rows below the heading that hold anything' })
  rows: number;

  @ApiProperty({ example: 298, description: 'Rows that made something new' })
  created: number;

  @ApiProperty({ example: 0, description: 'Rows that changed something' })
  updated: number;

  @ApiProperty({ example: 1, description: 'Rows that were imported before as they are' })
  unchanged: number;

  @ApiProperty({
    example: 1,
    description: 'Rows with at least one fault, which skipInvalid or a dry run left out',
  })
  invalid: number;

  @ApiProperty({ example: 1, description: 'Faults found; `errors` holds the first 10,000' })
  errorCount: number;

  @ApiProperty({ type: [RowFaultAnswer], description: 'What is wrong, by row' })
  errors: RowFaultAnswer[];
}
