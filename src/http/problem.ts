/** One thing wrong with an input: which field, what it held, and what would be right. */
export interface Fault {
  readonly field: string;
  readonly value?: unknown;
  readonly message: string;
}

/**
 * An error that a person caused or can mend. REST answers it as an RFC 9457 problem document, the command line as one
 * paragraph; everything else that is thrown is a fault of the program (status 500).
 */
export abstract class Problem extends Error {
  abstract readonly status: number;
  /** Short, the same for every occurrence of this kind. */
  abstract readonly title: string;
  readonly faults: readonly Fault[] = [];
  /** Seconds after which it is worth trying again; undefined: nobody knows. */
  readonly retryAfter: number | undefined = undefined;
}

/** What was asked for does not exist. */
export class NotFoundProblem extends Problem {
  override readonly name = 'NotFoundProblem';
  readonly status = 404;
  readonly title = 'Not found';
}

/** The request is well formed but contradicts what is recorded. */
export class ConflictProblem extends Problem {
  override readonly name = 'ConflictProblem';
  readonly status = 409;
  readonly title = 'Conflict';
}

/** The caller is not signed in, or its token has run out. */
export class UnauthorizedProblem extends Problem {
  override readonly name = 'UnauthorizedProblem';
  readonly status = 401;
  readonly title = 'Sign in first';
}

/** The caller may not do this. */
export class ForbiddenProblem extends Problem {
  override readonly name = 'ForbiddenProblem';
  readonly status = 403;
  readonly title = 'Not allowed';
}

/** The caller has tried too often. */
export class TooManyRequestsProblem extends Problem {
  override readonly name = 'TooManyRequestsProblem';
  readonly status = 429;
  readonly title = 'Too many requests';

  constructor(
    message: string,
    /** Seconds. */
    override readonly retryAfter: number,
  ) {
    super(message);
  }
}

/** Something that the request needs is out of reach now. */
export class UnavailableProblem extends Problem {
  override readonly name = 'UnavailableProblem';
  readonly status = 503;
  readonly title = 'Out of reach';
}

/** Somebody who was asked to do something has not said in time whether it did. */
export class NoAnswerProblem extends Problem {
  override readonly name = 'NoAnswerProblem';
  readonly status = 504;
  readonly title = 'No answer';
}

/** The input is wrong; every fault names its field, its value and what would be right. */
export class InvalidInputProblem extends Problem {
  override readonly name = 'InvalidInputProblem';
  readonly status = 400;
  readonly title = 'Invalid input';

  constructor(override readonly faults: readonly Fault[]) {
    super(faults.map((fault) => `${fault.field}: ${fault.message}`).join('; '));
  }
}
