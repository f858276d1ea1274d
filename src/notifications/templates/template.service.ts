import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../auth/index.js';
import { InvalidInputProblem, NotFoundProblem } from '../../http/index.js';
import type { NoticeKind, Words } from '../notice-kind.js';
import { NoticeKinds } from '../notice-kinds.js';
import { CHANNELS, LANGUAGES } from '../notice-status.js';
import type { NotificationTemplate, RenderedTemplate, TemplateName } from './dto/notification-template.js';
import { NoticeTemplates } from './notice-templates.js';
import { faultsOf, reasonOf } from './template-check.js';

interface SavedTemplate extends TemplateName, Words {
  readonly changedBy: string;
  readonly changedAt: Date;
}

const SAVED = `
  SELECT kind, channel, language, title, body, changed_by AS "changedBy", changed_at AS "changedAt"
  FROM notification_templates`;

/** The templates as people read and change them. */
@Injectable()
export class TemplateService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly kinds: NoticeKinds,
    private readonly templates: NoticeTemplates,
  ) {}

  /** All that there are, by kind, channel and language. */
  async list(): Promise<NotificationTemplate[]> {
    const rows = await this.dataSource.query<SavedTemplate[]>(SAVED);
    const saved = new Map(rows.map((row) => [keyOf(row), row]));
    return this.kinds.all().flatMap((kind) =>
      CHANNELS.flatMap((channel) =>
        LANGUAGES.flatMap((language) => {
          const standard = kind.templates[language][channel];
          if (!standard) return [];
          const name = { kind: kind.name, channel, language };
          return [view(kind, name, standard, saved.get(keyOf(name)))];
        }),
      ),
    );
  }

  /** @throws NotFoundProblem */
  async get(name: TemplateName): Promise<NotificationTemplate> {
    const { kind, standard } = this.find(name);
    const [saved] = await this.dataSource.query<SavedTemplate[]>(
      `${SAVED} WHERE kind = $1 AND channel = $2 AND language = $3`,
      [name.kind, name.channel, name.language],
    );
    return view(kind, name, standard, saved);
  }

  /**
   * Puts texts in the place of those that hold now; messages that are composed from now on say it so.
   * @throws NotFoundProblem; InvalidInputProblem when the texts are no templates, or name what there is not.
   */
  async set(name: TemplateName, { title, body }: Words, by: string): Promise<NotificationTemplate> {
    this.check(name, { title, body });
    const before = wordsOf(await this.get(name));
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO notification_templates (kind, channel, language, title, body, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, channel, language) DO UPDATE
         SET title = excluded.title, body = excluded.body, changed_at = now(), changed_by = excluded.changed_by`,
        [name.kind, name.channel, name.language, title, body, by],
      );
      await this.audit.record(manager, {
        actor: by,
        action: 'notification-template.set',
        subjectType: 'notification-template',
        subjectId: keyOf(name),
        details: { before, after: { title, body } },
      });
    });
    return this.get(name);
  }

  /** Goes back to the texts that come with the program. @throws NotFoundProblem */
  async reset(name: TemplateName, by: string): Promise<NotificationTemplate> {
    const { title, body } = this.find(name).standard;
    const before = wordsOf(await this.get(name));
    await this.dataSource.transaction(async (manager) => {
      const [, count] = await manager.query<[unknown[], number]>(
        'DELETE FROM notification_templates WHERE kind = $1 AND channel = $2 AND language = $3',
        [name.kind, name.channel, name.language],
      );
      if (count === 0) return;
      await this.audit.record(manager, {
        actor: by,
        action: 'notification-template.reset',
        subjectType: 'notification-template',
        subjectId: keyOf(name),
        details: { before, after: { title, body } },
      });
    });
    return this.get(name);
  }

  /**
   * What a notice would say.
   * @param variables in the place of the example's.
   * @throws NotFoundProblem; InvalidInputProblem
   */
  preview(name: TemplateName, words: Words, variables: Readonly<Record<string, unknown>>): RenderedTemplate {
    const kind = this.check(name, words);
    const example = kind.variablesOf(kind.example);
    const unknown = Object.keys(variables).filter((each) => !Object.hasOwn(kind.variables, each));
    if (unknown.length > 0) {
      throw new InvalidInputProblem(
        unknown.map((each) => ({ field: `variables.${each}`, message: `${kind.name} has no such variable` })),
      );
    }
    try {
      return this.templates.fill(words, name.channel, name.language, { ...example, ...variables });
    } catch (error) {
      throw new InvalidInputProblem([{ field: 'variables', value: variables, message: reasonOf(error) }]);
    }
  }

  private check(name: TemplateName, words: Words): NoticeKind {
    const { kind } = this.find(name);
    const faults = faultsOf(kind, words, this.templates.engine(name.channel, name.language));
    if (faults.length > 0) throw new InvalidInputProblem(faults);
    return kind;
  }

  private find({ kind: kindName, channel, language }: TemplateName): { kind: NoticeKind; standard: Words } {
    const kind = this.kinds.find(kindName);
    const standard = kind?.templates[language][channel];
    if (!kind || !standard) {
      throw new NotFoundProblem(`There is no template of ${kindName} for ${channel} in ${language}.`);
    }
    return { kind, standard };
  }
}

function keyOf({ kind, channel, language }: TemplateName): string {
  return `${kind}/${channel}/${language}`;
}

function view(
  kind: NoticeKind,
  { channel, language }: TemplateName,
  standard: Words,
  saved: SavedTemplate | undefined,
): NotificationTemplate {
  const { title, body } = saved ?? standard;
  const example = kind.variablesOf(kind.example);
  return {
    kind: kind.name,
    channel,
    language,
    title,
    body,
    changed: saved !== undefined,
    changedBy: saved?.changedBy ?? null,
    changedAt: saved?.changedAt ?? null,
    description: kind.description,
    variables: Object.entries(kind.variables).map(([name, variable]) => ({
      name,
      ...variable,
      example: example[name] ?? null,
    })),
  };
}

function wordsOf({ title, body }: NotificationTemplate): Words {
  return { title, body };
}
