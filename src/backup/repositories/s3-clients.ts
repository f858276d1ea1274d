import type * as Sdk from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Patience, S3Place } from './s3-place.js';
import { S3Retries } from './s3-retries.js';

/** The SDK's clients of one repository. They share their connections, and the credentials that were looked for. */
export class S3Clients {
  private shared: Promise<S3Client> | undefined;

  constructor(
    private readonly place: S3Place,
    private readonly patience: S3Patience,
  ) {}

  /** For short answers. */
  async forAnswers(): Promise<S3Client> {
    this.shared ??= this.connect();
    return this.shared;
  }

  /**
   * For the parts of a file, which are waited for longer.
   * @param transfer aborts what is under way; and is aborted, with the error, when one of its requests is given up.
   */
  async forTransfer(transfer: AbortController): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { config } = await this.forAnswers();
    const { signal } = transfer;
    const retries = new S3Retries({
      patience: this.patience.transfer,
      pauses: this.patience,
      signal,
      givenUp: (error) => transfer.abort(error),
    });
    return new S3Client({
      ...this.options(),
      credentials: config.credentials,
      retryStrategy: retries,
      // Upload takes no signal for its requests. Here none is sent, and none goes on, without it.
      requestHandler: {
        handle: (request: Parameters<Handle>[0], options?: Parameters<Handle>[1]) =>
          config.requestHandler.handle(request, { ...options, abortSignal: signal }),
        updateHttpClientConfig: () => undefined,
        httpHandlerConfigs: () => ({}),
      },
    });
  }

  private async connect(): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { credentials } = this.place;
    return new S3Client({
      ...this.options(),
      ...(credentials && { credentials }),
      retryStrategy: new S3Retries({ patience: this.patience.answer, pauses: this.patience }),
      requestHandler: { connectionTimeout: this.patience.connection, socketTimeout: this.patience.silence },
    });
  }

  private options() {
    const { region, endpoint, pathStyle } = this.place;
    return {
      region,
      ...(endpoint !== undefined && { endpoint }),
      forcePathStyle: pathStyle,
      // Stores other than AWS refuse checksums that they do not know. What arrives is checked by its signature, which
      // covers the content, and what is read by whoever reads it.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    } as const;
  }
}

type Handle = S3Client['config']['requestHandler']['handle'];

/** Loaded when it is needed: it takes a good part of a second, and most installations keep backups in a folder. */
export async function sdk(): Promise<typeof Sdk> {
  return import('@aws-sdk/client-s3');
}
