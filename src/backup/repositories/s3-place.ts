/** Where in which store, and as whom. */
export interface S3Place {
  readonly bucket: string;
  /** Begins the keys of all files, without slashes at its ends; empty: the files stand at the bucket's top. */
  readonly prefix: string;
  /** Address of the store; undefined: that of AWS in the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined: the SDK looks where AWS programs look. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** The bucket stands in the path and not in the host name. */
  readonly pathStyle: boolean;
}

/** How long a store that fails is waited for. All in milliseconds. */
export interface S3Patience {
  /** For a part of a file, from its first failure on, before the whole write or read is given up. */
  readonly transfer: number;
  /** For a short answer, such as a list: somebody may be sitting before it. */
  readonly answer: number;
  /** The first pause after a failure; each one is twice as long as the one before. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** For a connection to be made. */
  readonly connection: number;
  /** On a connection on which nothing moves. */
  readonly silence: number;
}

/** Ten minutes: a store that is restarted, or a line that is down for a while, ends no backup of hours. */
export const USUAL_PATIENCE: S3Patience = {
  transfer: 600_000,
  answer: 30_000,
  firstPause: 500,
  longestPause: 20_000,
  connection: 10_000,
  silence: 60_000,
};
