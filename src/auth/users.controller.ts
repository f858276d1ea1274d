import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiPaged } from '../http/index.js';
import { CurrentUser } from './current-user.decorator.js';
import { EndedSessions, Session } from './dto/session.js';
import { ChangeUser, CreateUser, ResetPassword, UserAccount, UserWithPassword } from './dto/user.js';
import { Needs } from './needs.decorator.js';
import { Sessions } from './sessions.js';
import { User } from './user.js';
import { UsersService } from './users.service.js';

/** Who may sign in, and as what. */
@ApiTags('users')
@ApiBearerAuth()
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Needs('users.manage')
  @ApiOperation({ summary: 'Users by name' })
  @ApiPaged(UserAccount)
  async list(): Promise<{ items: UserAccount[]; nextCursor: null }> {
    return { items: await this.users.list(), nextCursor: null };
  }

  @Post()
  @Needs('users.manage')
  @ApiOperation({ summary: 'Add a user, with a password that has to be changed at the first sign-in' })
  @ApiCreatedResponse({ type: UserWithPassword })
  @ApiConflictResponse({ description: 'The username is taken' })
  create(@Body() user: CreateUser, @CurrentUser() { username }: User): Promise<UserWithPassword> {
    return this.users.create(user, username);
  }

  @Get(':username')
  @Needs('users.manage')
  @ApiOperation({ summary: 'One user' })
  @ApiOkResponse({ type: UserAccount })
  @ApiNotFoundResponse()
  get(@Param('username') username: string): Promise<UserAccount> {
    return this.users.get(username);
  }

  @Patch(':username')
  @Needs('users.manage')
  @ApiOperation({ summary: 'Change a user; another role, and disabling, end all sessions' })
  @ApiOkResponse({ type: UserAccount })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is the last administrator who is enabled' })
  change(
    @Param('username') username: string,
    @Body() changes: ChangeUser,
    @CurrentUser() user: User,
  ): Promise<UserAccount> {
    return this.users.change(username, changes, user.username);
  }

  @Post(':username/password')
  @HttpCode(HttpStatus.OK)
  @Needs('users.manage')
  @ApiOperation({
    summary: 'Give a user another password, which has to be changed at the next sign-in; ends all sessions',
  })
  @ApiOkResponse({ type: UserWithPassword })
  @ApiNotFoundResponse()
  resetPassword(
    @Param('username') username: string,
    @Body() { password }: ResetPassword,
    @CurrentUser() user: User,
  ): Promise<UserWithPassword> {
    return this.users.resetPassword(username, password, user.username);
  }

  @Get(':username/sessions')
  @Needs('users.manage')
  @ApiOperation({ summary: 'Where a user has signed in, the newest first' })
  @ApiPaged(Session)
  @ApiNotFoundResponse()
  async listSessions(@Param('username') username: string): Promise<{ items: Session[]; nextCursor: null }> {
    await this.users.get(username);
    return { items: await this.sessions.list(username), nextCursor: null };
  }

  @Delete(':username/sessions')
  @Needs('users.manage')
  @ApiOperation({ summary: 'End all sessions of a user' })
  @ApiOkResponse({ type: EndedSessions })
  @ApiNotFoundResponse()
  async endSessions(@Param('username') username: string, @CurrentUser() user: User): Promise<EndedSessions> {
    await this.users.get(username);
    return { ended: await this.sessions.endAll(username, user.username) };
  }

  @Delete(':username/sessions/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Needs('users.manage')
  @ApiOperation({ summary: 'End a session of a user' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  async endSession(
    @Param('username') username: string,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<void> {
    await this.sessions.end(username, id, user.username);
  }
}
