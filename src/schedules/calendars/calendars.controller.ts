import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, Needs, User } from '../../auth/index.js';
import { ApiPaged, type Page, PageQuery } from '../../http/index.js';
import { Calendars } from './calendars.js';
import { CalendarDaysQuery, CalendarView, DaysOfCalendar, PutCalendar } from './dto/calendar.js';

/** Days on which schedules may come. */
@ApiTags('calendars')
@ApiBearerAuth()
@Controller('api/v1/calendars')
export class CalendarsController {
  constructor(private readonly calendars: Calendars) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Calendars, by name' })
  @ApiPaged(CalendarView)
  list(@Query() query: PageQuery): Promise<Page<CalendarView>> {
    return this.calendars.list(query);
  }

  @Get(':name')
  @Needs('platform.read')
  @ApiOperation({ summary: 'One calendar' })
  @ApiOkResponse({ type: CalendarView })
  @ApiNotFoundResponse()
  get(@Param('name') name: string): Promise<CalendarView> {
    return this.calendars.get(name);
  }

  @Get(':name/days')
  @Needs('platform.read')
  @ApiOperation({ summary: 'The days that belong to a calendar, from one day to another' })
  @ApiOkResponse({ type: DaysOfCalendar })
  @ApiNotFoundResponse()
  days(@Param('name') name: string, @Query() query: CalendarDaysQuery): Promise<DaysOfCalendar> {
    return this.calendars.days(name, query);
  }

  @Put(':name')
  @Needs('schedules.write')
  @ApiOperation({ summary: 'Make a calendar, or replace all of it; schedules keep to the new days at once' })
  @ApiOkResponse({ type: CalendarView })
  @ApiConflictResponse({ description: 'It comes with the program' })
  put(
    @Param('name') name: string,
    @Body() calendar: PutCalendar,
    @CurrentUser() user: User,
  ): Promise<CalendarView> {
    return this.calendars.put(name, calendar, user.username);
  }

  @Delete(':name')
  @Needs('schedules.write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a calendar that no schedule keeps to' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It comes with the program, or schedules keep to it' })
  async delete(@Param('name') name: string, @CurrentUser() user: User): Promise<void> {
    await this.calendars.delete(name, user.username);
  }
}
