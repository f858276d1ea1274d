import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { UnusableFileProblem } from '../import-problems.js';
import { CHUNK } from './sheet-row.js';

interface Entry {
  readonly offset: number;
  readonly packedSize: number;
  readonly crc: number;
  readonly method: number;
}

const STORED = 0;
const DEFLATED = 8;

/** A workbook's directory takes a few kilobytes; what is far larger would only fill the memory. */
const MAX_DIRECTORY = 4 * 1024 * 1024;

/** In a field of four bytes: the number stands where ZIP64 keeps numbers of eight. */
const IN_ZIP64 = 0xffffffff;

/** A ZIP archive on disk, of which single files are read as they stream by (PKWARE APPNOTE.TXT). */
export class ZipArchive {
  private constructor(
    private readonly path: string,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws UnusableFileProblem when it is cut off or no archive. */
  static async open(path: string): Promise<ZipArchive> {
    const file = await open(path);
    try {
      return new ZipArchive(path, readEntries(await readDirectory(file)));
    } finally {
      await file.close();
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * A file of the archive as UTF-8 text.
   * @param limit bytes that it may unpack to. They are counted, because the size that an archive states may be a lie: a
   *   few kilobytes that unpack to gigabytes must not fill the memory.
   * @throws UnusableFileProblem when it is not there, damaged or too large.
   */
  async *text(name: string, limit: number): AsyncGenerator<string> {
    const entry = this.entries.get(name);
    if (!entry) throw new UnusableFileProblem(`The workbook is damaged: it has no ${name}.`);
    if (entry.packedSize === 0) return;
    const start = entry.offset + (await this.headerSize(entry));
    const packed = createReadStream(this.path, {
      highWaterMark: CHUNK,
      start,
      end: start + entry.packedSize - 1,
    });
    const bytes: AsyncIterable<Buffer> =
      entry.method === STORED
        ? packed
        : // The iteration below throws what the pipeline is destroyed with.
          pipeline(packed, createInflateRaw({ chunkSize: CHUNK }), () => undefined);
    const decoder = new TextDecoder('utf-8');
    let size = 0;
    let crc = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > limit) {
        throw new UnusableFileProblem(
          'The workbook unpacks to far more than a file to import needs: save it as CSV.',
        );
      }
      crc = crc32(chunk, crc);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
    if (crc !== entry.crc) {
      throw new UnusableFileProblem(`The workbook is damaged: the checksum of ${name} is wrong.`);
    }
  }

  /** What stands before the data: the entry's own header, whose length the directory does not tell. */
  private async headerSize(entry: Entry): Promise<number> {
    const file = await open(this.path);
    try {
      const header = await read(file, entry.offset, 30);
      return 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    } finally {
      await file.close();
    }
  }
}

/** The directory stands at the end of the archive, before a comment of at most 65,535 bytes. */
async function readDirectory(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const tailSize = Math.min(size, 22 + 65_535);
  const tail = await read(file, size - tailSize, tailSize);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > tail.length) throw new UnusableFileProblem('The workbook is cut off.');
  let length = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  if (length === IN_ZIP64 || start === IN_ZIP64) {
    // Where the directory is stands in a record of its own, and where that is just before the one found above.
    const locator = await read(file, size - tailSize + end - 20, 20);
    const record = await read(file, wholeNumber(locator, 8), 56);
    length = wholeNumber(record, 40);
    start = wholeNumber(record, 48);
  }
  if (length > MAX_DIRECTORY) throw new UnusableFileProblem('The file is an archive of too many files.');
  return read(file, start, length);
}

function readEntries(directory: Buffer): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length;) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    const method = directory.readUInt16LE(at + 10);
    if (encrypted || (method !== STORED && method !== DEFLATED)) {
      throw new UnusableFileProblem('The workbook is locked with a password or packed in an unknown way.');
    }
    entries.set(directory.toString('utf8', at + 46, nameEnd), {
      method,
      crc: directory.readUInt32LE(at + 16),
      ...sizes(directory, at, directory.subarray(nameEnd, extraEnd)),
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Some writers (Apache POI's streaming one, and so EasyExcel) write every number of an entry as ZIP64 has it. */
function sizes(directory: Buffer, at: number, extra: Buffer): Pick<Entry, 'packedSize' | 'offset'> {
  const zip64 = zip64Numbers(extra);
  const field = (position: number): number => {
    const number = directory.readUInt32LE(position);
    return number === IN_ZIP64 ? (zip64.shift() ?? number) : number;
  };
  // In this order ZIP64 lists what it holds; the unpacked size is first, and of no use here.
  field(at + 24);
  return { packedSize: field(at + 20), offset: field(at + 42) };
}

/** The numbers in an entry's extra field of ZIP64; none where it has no such field. */
function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const numbers = [];
      for (let each = at + 4; each + 8 <= Math.min(end, extra.length); each += 8) {
        numbers.push(wholeNumber(extra, each));
      }
      return numbers;
    }
    at = end;
  }
  return [];
}

/** Eight bytes. Far beyond the largest file they lose precision, where the reading after them fails anyway. */
function wholeNumber(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { size } = await file.stat();
  if (position < 0 || position + length > size) throw new UnusableFileProblem('The workbook is cut off.');
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer;
}
