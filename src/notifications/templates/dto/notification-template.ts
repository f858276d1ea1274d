import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { MayBeLeftOut } from '../../../http/index.js';
import { type Channel, CHANNELS, type Language, LANGUAGES } from '../../notice-status.js';

const TITLE = '{{ tenantName }}：{{ count }} 笔账单即将到期';
const BODY = '{% for bill in bills %}- {{ bill.number }}：{{ bill.outstanding | money }}\n{% endfor %}';

/** Which template. */
export class TemplateName {
  @ApiProperty({ example: 'payment-reminder' })
  @Matches(/^[a-z][a-z0-9-]{0,99}$/, { message: 'write a kind such as payment-reminder' })
  kind: string;

  @ApiProperty({ enum: CHANNELS })
  @IsIn(CHANNELS)
  channel: Channel;

  @ApiProperty({ enum: LANGUAGES })
  @IsIn(LANGUAGES)
  language: Language;
}

/** The texts of a template, in Liquid with the filters money, date, days and plural. */
export class TemplateTexts {
  @ApiProperty({ example: TITLE })
  @IsString()
  @MinLength(1)
  @MaxLength(1_000)
  title: string;

  @ApiProperty({ example: BODY })
  @IsString()
  @MinLength(1)
  @MaxLength(20_000)
  body: string;
}

/** Texts to try. */
export class PreviewTemplate extends TemplateTexts {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { tenantName: '金汇珠宝' },
    description: "In place of the example's",
  })
  @MayBeLeftOut()
  @IsObject()
  variables?: Record<string, unknown>;
}

/** What a notice would say. */
export class RenderedTemplate {
  @ApiProperty({ example: '金汇珠宝：2 笔账单即将到期' })
  title: string;

  @ApiProperty({ description: 'As it goes out: plain text, one line as SMS, Markdown for robots' })
  body: string;
}

/** A variable that a template may name. */
export class TemplateVariable {
  @ApiProperty({ example: 'bills' })
  name: string;

  @ApiProperty({ enum: ['text', 'number', 'money', 'date', 'object', 'list'] })
  type: string;

  @ApiProperty({ example: 'All of them' })
  description: string;

  @ApiProperty({ nullable: true, description: 'What previews show' })
  example: unknown;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The parts of an object, or of an entry of a list, by name',
  })
  of?: object;
}

/** A template as it holds now. */
export class NotificationTemplate extends TemplateTexts {
  @ApiProperty({ example: 'payment-reminder' })
  kind: string;

  @ApiProperty({ enum: CHANNELS })
  channel: Channel;

  @ApiProperty({ enum: LANGUAGES })
  language: Language;

  @ApiProperty({ description: 'Whether somebody changed it; else it is the one that comes with the program' })
  changed: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'admin' })
  changedBy: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  changedAt: Date | null;

  @ApiProperty({ description: 'What the kind is about' })
  description: string;

  @ApiProperty({ type: [TemplateVariable] })
  variables: TemplateVariable[];
}
