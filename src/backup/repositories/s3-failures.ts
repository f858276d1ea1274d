import { RepositoryFullError, RepositoryUnreachableError } from './repository.errors.js';
import type { S3Place } from './s3-place.js';

/** What is known of a request that failed. */
interface Failure {
  /** The store's code (`NoSuchBucket`), or the system's (`ECONNREFUSED`). */
  readonly code: string;
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined;
  readonly message: string;
}

/** Failures that pass, which the SDK takes for lasting: all of them leave the request undone. */
const PASSING = new Set([
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'IncompleteBody',
  'OperationAborted',
  'ECONNABORTED',
]);

/** Answers of 500 and above that will be the same the next time: not implemented, version unknown, no room. */
const LASTING = new Set([501, 505, 507]);

const FULL = /Quota|StorageFull|InsufficientStorage|InsufficientCapacity/i;

/** Reads what the SDK throws. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'unknown', status: undefined, message: String(error) };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    code: typeof code === 'string' && status === undefined ? code : error.name,
    status: typeof status === 'number' ? status : undefined,
    message: error.message,
  };
}

/** Whether the same request may succeed later. @param errorType what the SDK takes the error for. */
export function mayPass(error: unknown, errorType: string): boolean {
  const { code, status } = failureOf(error);
  if (FULL.test(code) || (status !== undefined && LASTING.has(status))) return false;
  return errorType !== 'CLIENT_ERROR' || PASSING.has(code);
}

/**
 * The error for people. Never with a secret: of what the store says, only its message is repeated, not the request.
 * @param bytes of the file, that had been sent.
 */
export function explained(error: unknown, place: S3Place, location: string, bytes = 0): Error {
  const failure = failureOf(error);
  if (failure.status === 507 || FULL.test(failure.code)) return new RepositoryFullError(location, bytes);
  return new RepositoryUnreachableError(location, reasonOf(failure, place), { cause: error });
}

function reasonOf({ code, status, message }: Failure, { bucket, region, endpoint }: S3Place): string {
  const store = endpoint ?? `AWS in ${region}`;
  switch (code) {
    case 'NoSuchBucket':
      return `${store} has no bucket ${bucket} (${code}). Make it, or correct BACKUP_REPOSITORY.`;
    case 'SignatureDoesNotMatch':
      return `${store} does not accept the secret of the access key (${code}). Correct BACKUP_S3_SECRET_ACCESS_KEY.`;
    case 'InvalidAccessKeyId':
      return `${store} does not know the access key (${code}). Correct BACKUP_S3_ACCESS_KEY_ID.`;
    case 'CredentialsProviderError':
      return `no access key for ${store} was found. Set BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY.`;
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
      return `the bucket ${bucket} is not in the region ${region} (${code}). Correct BACKUP_S3_REGION.`;
    case 'PreconditionFailed':
      return `the file was replaced while it was read (${code}). Read it again.`;
  }
  if (status === 403) {
    return (
      `${store} does not let the access key use the bucket ${bucket} (${code}). It needs the right to read, write, ` +
      `list and delete there.`
    );
  }
  if (status === undefined) return `${store} does not answer for the bucket ${bucket} (${code}: ${message}).`;
  return `${store} refused for the bucket ${bucket} with ${status} (${code}: ${message}).`;
}
