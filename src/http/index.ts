export { ACCESS, type Access, ForPermitted, ForSession, ForSignedIn, Public } from './access.decorators.js';
export { configureHttp, openApi } from './configure-http.js';
export { REFRESH_COOKIE, SESSION_COOKIE } from './described-sign-in.js';
export { HealthChecks, type Trouble } from './health-checks.js';
export { HttpModule } from './http.module.js';
export { MayBeCleared, MayBeLeftOut } from './may-be-left-out.js';
export { isDate, isLocalMoment, IsLocalMoment, OptionalMoment, WRITE_A_MOMENT } from './moment.js';
export { ApiPaged } from './paged.js';
export { decodeCursor, PageQuery, toPage, type KeyPart, type Page } from './page.js';
export {
  ConflictProblem,
  ForbiddenProblem,
  InvalidInputProblem,
  NoAnswerProblem,
  NotFoundProblem,
  Problem,
  TooManyRequestsProblem,
  UnauthorizedProblem,
  UnavailableProblem,
  type Fault,
} from './problem.js';

export { RecordId } from './record-id.js';
export { serverAway } from './server-away.js';
export { toFaults, validationPipe } from './validation.js';
