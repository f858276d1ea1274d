import { crc32, deflateRawSync } from 'node:zlib';

/** How far an archive strays from what most programs write. */
interface ZipOptions {
  /** Write every number of the directory as ZIP64, as Apache POI's streaming writer does. */
  readonly zip64?: boolean;
  /** Add this to the checksums. */
  readonly crcError?: number;
}

/** An archive of the given files, by their names. */
export function zipFile(files: Readonly<Record<string, string | Buffer>>, options: ZipOptions = {}): Buffer {
  const { zip64 = false, crcError = 0 } = options;
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const numbers = {
      crc: crc32(data) + crcError,
      packedSize: packed.length,
      size: data.length,
      offset,
    };
    const local = Buffer.concat([localHeader(name, numbers), packed]);
    parts.push(local);
    directory.push(directoryEntry(name, numbers, zip64));
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...parts, listed, end(directory.length, listed.length, offset, zip64)]);
}

interface Numbers {
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

const ELSEWHERE = 0xffffffff;

function localHeader(name: string, { crc, packedSize, size }: Numbers): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(packedSize, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name)]);
}

function directoryEntry(name: string, numbers: Numbers, zip64: boolean): Buffer {
  const { crc, packedSize, size, offset } = numbers;
  const header = Buffer.alloc(46);
  header.write('PK\x01\x02', 'latin1');
  header.writeUInt16LE(8, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(zip64 ? ELSEWHERE : packedSize, 20);
  header.writeUInt32LE(zip64 ? ELSEWHERE : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(zip64 ? ELSEWHERE : offset, 42);
  if (!zip64) return Buffer.concat([header, Buffer.from(name)]);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  [size, packedSize, offset].forEach((number, index) =>
    extra.writeBigUInt64LE(BigInt(number), 4 + 8 * index),
  );
  header.writeUInt16LE(extra.length, 30);
  return Buffer.concat([header, Buffer.from(name), extra]);
}

function end(count: number, length: number, start: number, zip64: boolean): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(zip64 ? ELSEWHERE : length, 12);
  record.writeUInt32LE(zip64 ? ELSEWHERE : start, 16);
  if (!zip64) return record;
  const record64 = Buffer.alloc(56);
  record64.write('PK\x06\x06', 'latin1');
  record64.writeBigUInt64LE(BigInt(length), 40);
  record64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  return Buffer.concat([record64, locator, record]);
}
