import { InvalidInputProblem } from '../http/index.js';

/** A type of file that may be attached to a contract. */
interface DocumentType {
  readonly extensions: readonly string[];
  readonly mediaType: string;
  /** Whether a file that begins like this can be one. */
  readonly looksRight: (head: Buffer) => boolean;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What scans, office programs and the offices of authorities in China produce; nothing that a browser would execute. */
const TYPES: readonly DocumentType[] = [
  { extensions: ['pdf'], mediaType: 'application/pdf', looksRight: beginsWith('%PDF-') },
  { extensions: ['png'], mediaType: 'image/png', looksRight: beginsWith('\x89PNG\r\n\x1a\n') },
  { extensions: ['jpg', 'jpeg'], mediaType: 'image/jpeg', looksRight: beginsWith('\xff\xd8\xff') },
  { extensions: ['gif'], mediaType: 'image/gif', looksRight: beginsWith('GIF8') },
  { extensions: ['tif', 'tiff'], mediaType: 'image/tiff', looksRight: beginsWith('II*\0', 'MM\0*') },
  {
    extensions: ['docx'],
    mediaType: `${OFFICE}.wordprocessingml.document`,
    looksRight: beginsWith('PK\x03\x04'),
  },
  { extensions: ['xlsx'], mediaType: `${OFFICE}.spreadsheetml.sheet`, looksRight: beginsWith('PK\x03\x04') },
  { extensions: ['ofd'], mediaType: 'application/ofd', looksRight: beginsWith('PK\x03\x04') },
  { extensions: ['doc'], mediaType: 'application/msword', looksRight: beginsWith('\xd0\xcf\x11\xe0') },
  { extensions: ['xls'], mediaType: 'application/vnd.ms-excel', looksRight: beginsWith('\xd0\xcf\x11\xe0') },
  { extensions: ['txt'], mediaType: 'text/plain', looksRight: isText },
  { extensions: ['csv'], mediaType: 'text/csv', looksRight: isText },
];

const EXTENSIONS = TYPES.flatMap(({ extensions }) => extensions).join(', ');

/** Bytes of a file that are enough to tell whether it can be what its name says. */
export const HEAD_LENGTH = 4096;

/**
 * The media type of a file, by its name and its first {@link HEAD_LENGTH} bytes.
 * @throws InvalidInputProblem when files of that type are not taken, or it is not what its name says.
 */
export function mediaTypeOf(name: string, head: Buffer): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const type = TYPES.find(({ extensions }) => extensions.includes(extension));
  const message = !type
    ? `is of a type that is not taken; these are: ${EXTENSIONS}`
    : !type.looksRight(head) && `is no ${extension} file, whatever its name says`;
  if (type && !message) return type.mediaType;
  throw new InvalidInputProblem([{ field: 'file', value: name, message: message || '' }]);
}

/** @param beginnings each character stands for the byte of its code. */
function beginsWith(...beginnings: readonly string[]): (head: Buffer) => boolean {
  const expected = beginnings.map((beginning) => Buffer.from(beginning, 'latin1'));
  return (head) => expected.some((bytes) => head.subarray(0, bytes.length).equals(bytes));
}

/** In whichever encoding: only texts in UTF-16, which spreadsheets save as CSV here and there, have bytes of 0. */
function isText(head: Buffer): boolean {
  return !head.includes(0) || beginsWith('\xff\xfe', '\xfe\xff')(head);
}
