import { IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** How people may sign in. */
export class SignInMethods {
  /** What the OpenID Connect provider is called; null: there is none, and passwords are all there is. */
  openIdConnect: string | null;
}

/** Where to go when signed in. */
export class StartOidc {
  /** A path of this server. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(2_000)
  returnTo: string = '/';
}
