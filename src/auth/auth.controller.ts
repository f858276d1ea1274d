import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiPaged, ForSession, ForSignedIn, Public, UnauthorizedProblem } from '../http/index.js';
import { bearerToken } from './bearer-token.js';
import type { Caller } from './caller.js';
import { CurrentCaller, CurrentUser } from './current-user.decorator.js';
import { EndedSessions, Session } from './dto/session.js';
import { Credentials, Refreshed, SignedIn } from './dto/sign-in.js';
import { ChangePassword } from './dto/user.js';
import { refuseOtherOrigins } from './same-origin.js';
import { clearSessionCookies, refreshCookieToken, setSessionCookies } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { placeOf } from './sign-in-place.js';
import { SignInService } from './sign-in.service.js';
import { User } from './user.js';
import { UsersService } from './users.service.js';

/** Signing in and out, and one's own account. */
@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly service: SignInService,
    private readonly sessions: Sessions,
    private readonly users: UsersService,
  ) {}

  @Public()
  @Post('login')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Sign in' })
  @ApiOkResponse({ type: SignedIn })
  @ApiUnauthorizedResponse({ description: 'The username or the password is wrong' })
  @ApiTooManyRequestsResponse({
    description: 'Too many sign-ins have failed; Retry-After says how long to wait',
  })
  async login(
    @Body() { username, password, cookie }: Credentials,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    const signIn = { username, password, ...placeOf(request) };
    if (!cookie) {
      const { token, expiresAt, mustChangePassword } = await this.service.forProgram(signIn);
      return { accessToken: token, expiresAt, mustChangePassword };
    }
    const { mustChangePassword, ...tokens } = await this.service.forBrowser(signIn);
    setSessionCookies(request, response, tokens);
    return { accessToken: null, expiresAt: tokens.access.expiresAt, mustChangePassword };
  }

  @Public()
  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary:
      'Exchange the cookies of a session for the next ones, before or after the token in them has run out',
    description:
      'The refresh token is good for one exchange: shown again later than some seconds after it, it ends the session.',
  })
  @ApiOkResponse({ type: Refreshed })
  @ApiUnauthorizedResponse({ description: 'The session is over' })
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Refreshed> {
    const token = refreshCookieToken(request);
    if (token === undefined) throw new UnauthorizedProblem('There is no session in the cookies: sign in.');
    refuseOtherOrigins(request);
    const tokens = await this.sessions.refresh(token, placeOf(request));
    setSessionCookies(request, response, tokens);
    return { expiresAt: tokens.access.expiresAt };
  }

  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ForSession({ withOldPassword: true })
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Sign out: the session is over, and the cookies are gone' })
  @ApiNoContentResponse()
  async logout(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.service.signOut(caller);
    if (bearerToken(request) === undefined) clearSessionCookies(request, response);
  }

  @Get('me')
  @ForSignedIn()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in, and what that permits' })
  @ApiOkResponse({ type: User })
  me(@CurrentUser() user: User): User {
    return user;
  }

  @Post('password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ForSession({ withOldPassword: true })
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Choose another password; ends all other sessions' })
  @ApiNoContentResponse()
  @ApiTooManyRequestsResponse({ description: 'The old password was wrong too often' })
  async changePassword(
    @Body() passwords: ChangePassword,
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
  ): Promise<void> {
    await this.users.changeOwnPassword(caller, passwords, placeOf(request).address);
  }

  @Get('sessions')
  @ForSession()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Where you have signed in, the newest first' })
  @ApiPaged(Session)
  async listSessions(@CurrentCaller() { user, id }: Caller): Promise<{ items: Session[]; nextCursor: null }> {
    return { items: await this.sessions.list(user.username, id), nextCursor: null };
  }

  @Delete('sessions')
  @ForSession()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'End all your sessions but this one' })
  @ApiOkResponse({ type: EndedSessions })
  async endOtherSessions(@CurrentCaller() { user, id }: Caller): Promise<EndedSessions> {
    return { ended: await this.sessions.endAll(user.username, user.username, id) };
  }

  @Delete('sessions/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ForSession()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'End one of your sessions' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  async endSession(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() { username }: User): Promise<void> {
    await this.sessions.end(username, id, username);
  }
}
