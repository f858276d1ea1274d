import { Body, Controller, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../http/index.js';
import { bearerToken } from './bearer-token.js';
import { CurrentUser } from './current-user.decorator.js';
import { Credentials, SignedIn } from './dto/sign-in.js';
import { clearSessionCookie, cookieToken, setSessionCookie } from './session-cookie.js';
import { SignInService } from './sign-in.service.js';
import { User } from './user.js';

/** What Express knows of a caller whose connection is gone already. */
const NO_ADDRESS = '0.0.0.0';

/** Signing in and out. */
@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(private readonly service: SignInService) {}

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
    const session = await this.service.signIn(username, password, request.ip ?? NO_ADDRESS);
    if (cookie) setSessionCookie(request, response, session);
    return { accessToken: cookie ? null : session.token, expiresAt: session.expiresAt };
  }

  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Sign out: the token is no longer valid, and the cookie is gone' })
  @ApiNoContentResponse()
  async logout(
    @CurrentUser() user: User,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const fromHeader = bearerToken(request);
    const token = fromHeader ?? cookieToken(request);
    if (token !== undefined) await this.service.signOut(user, token);
    if (fromHeader === undefined) clearSessionCookie(request, response);
  }

  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: User })
  me(@CurrentUser() user: User): User {
    return user;
  }
}
