import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';

const BYTES = { schema: { type: 'string', format: 'binary' } };

/**
 * Describes, for OpenAPI, a route that answers with a whole list as a file.
 * @param list what the list is called in a sentence, such as `bills`.
 * @param also what else there is to say of its file.
 */
export function AnswersWithListFile(list: string, also = ''): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: `All ${list} that the filters let through, as a CSV or XLSX file`,
      description:
        `The filters and the order are those of the list; limit and cursor are refused, since a file has all of it. ` +
        `Headings and words are in MALLKEEPER_LANGUAGE, moments in the mall's time zone. An answer that ends before it is ` +
        `complete has failed.${also === '' ? '' : ` ${also}`}`,
    }),
    ApiOkResponse({
      description: 'The file; its name is in Content-Disposition',
      content: {
        'text/csv': BYTES,
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': BYTES,
      },
    }),
    ApiBadRequestResponse({
      description: 'A filter is wrong, or the list has more rows than a sheet of XLSX holds (1,048,574)',
    }),
    ApiTooManyRequestsResponse({ description: 'Enough files are being made: try again soon' }),
  );
}
